/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A tar file (POSIX.1-2001, "pax") of a folder that is nowhere as a whole: any stretch of its bytes can be written by
 * itself. The same files give the same bytes, whenever they were written and by whom: members stand in order of their
 * paths, below one folder, and all have the same owner, modes and time.
 */
final class TarImage {
    /** Who unpacks as root gives the files to Zulip's user where there is one; everybody else owns them anyway. */
    private static final String OWNER = "zulip";

    /** Of all members; not 1970, which GNU tar warns of. */
    private static final FileTime TIME = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

    private static final int FOLDER_MODE = 0700;
    private static final int FILE_MODE = 0600;
    private static final int BLOCK = 512;
    private static final int END = 2 * BLOCK;
    private static final int RECORD = 20 * BLOCK;
    private static final int BUFFER = 1 << 16;

    /** A file, or a folder, whose name ends in a slash. */
    private record Member(String name, long bytes) {
        boolean isFolder() {
            return name.endsWith("/");
        }
    }

    private final Path parent;
    private final List<Member> members = new ArrayList<>();
    private final long[] offsets;
    private final long size;

    /**
     * An image of some files of a folder.
     *
     * @param files sizes by their names, relative to the folder, with slashes
     */
    TarImage(Path folder, SortedMap<String, Long> files) {
        parent = folder.resolveSibling("");
        String top = folder.getFileName() + "/";
        addFolders("", top);
        String last = top;
        for (Map.Entry<String, Long> file : files.entrySet()) {
            String name = top + file.getKey();
            addFolders(last, name);
            members.add(new Member(name, file.getValue()));
            last = name;
        }
        offsets = new long[members.size() + 1];
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            offsets[i + 1] = offsets[i] + header(member).length + roundedUp(member.bytes(), BLOCK);
        }
        size = roundedUp(offsets[members.size()] + END, RECORD);
    }

    /** Adds the folders of a name that the one before it doesn't share. */
    private void addFolders(String before, String name) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            String folder = name.substring(0, slash + 1);
            if (!before.startsWith(folder)) {
                members.add(new Member(folder, 0));
            }
        }
    }

    private static long roundedUp(long bytes, int unit) {
        return (bytes + unit - 1) / unit * unit;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    /** Writes the bytes of a stretch. Fails with {@link IOException} also where a file isn't what it was any more. */
    void write(long from, long to, OutputStream out) throws IOException {
        int found = Arrays.binarySearch(offsets, from);
        long at = from;
        for (int i = found >= 0 ? found : -found - 2; at < to && i < members.size(); i++) {
            long end = Math.min(to, offsets[i + 1]);
            write(members.get(i), at - offsets[i], end - offsets[i], out);
            at = end;
        }
        zeros(to - at, out);
    }

    /** Writes a stretch of one member: of its header, its content and what fills the last block. */
    private void write(Member member, long from, long to, OutputStream out) throws IOException {
        byte[] header = header(member);
        long endOfContent = header.length + member.bytes();
        long at = from;
        if (at < header.length) {
            long end = Math.min(to, header.length);
            out.write(header, (int) at, (int) (end - at));
            at = end;
        }
        if (at < Math.min(to, endOfContent)) {
            long end = Math.min(to, endOfContent);
            content(member, at - header.length, end - at, out);
            at = end;
        }
        zeros(to - at, out);
    }

    private void content(Member member, long from, long length, OutputStream out) throws IOException {
        Path file = parent.resolve(member.name());
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            in.position(from);
            for (long left = length; left > 0; left -= buffer.position()) {
                buffer.clear().limit((int) Math.min(BUFFER, left));
                if (in.read(buffer) < 0) {
                    throw new IOException(file + " is shorter than it was");
                }
                out.write(buffer.array(), 0, buffer.position());
            }
        }
    }

    private static void zeros(long length, OutputStream out) throws IOException {
        byte[] zeros = new byte[(int) Math.min(BUFFER, length)];
        for (long left = length; left > 0; left -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(zeros.length, left));
        }
    }

    private static byte[] header(Member member) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, BLOCK, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        TarArchiveEntry entry =
                new TarArchiveEntry(member.name(), member.isFolder() ? TarConstants.LF_DIR : TarConstants.LF_NORMAL);
        entry.setSize(member.bytes());
        entry.setMode(member.isFolder() ? FOLDER_MODE : FILE_MODE);
        entry.setLastModifiedTime(TIME);
        entry.setIds(0, 0);
        entry.setNames(OWNER, OWNER);
        try {
            tar.putArchiveEntry(entry);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
        return bytes.toByteArray();
    }
}

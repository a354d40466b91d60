/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.IdBitmap;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.verify.finding.VerificationNotes;
import org.realmferry.verify.rows.VerifiedFolder;

/**
 * The files that an interrupted verification found good, so that the next one needn't read them again: a line for each,
 * with what it was on the disk and, of messages, their ids. The first line says of which archives; a journal of others
 * is not used. It is removed when a verification ends: the next reads everything.
 */
final class VerificationJournal implements VerificationNotes, AutoCloseable {
    /** The ids of a file of messages. */
    record Sets(IdBitmap messages, IdBitmap userMessages) {}

    private record Line(long from, int length) {}

    private static final String FORMAT = "realmferry-verify-1";

    /** What a line ends with that was not cut off. */
    private static final String END = " .";

    /** How a line begins that is a note of somebody else. */
    private static final String NOTE = "= ";

    private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino";

    private final @Nullable FileChannel channel;
    private final Fingerprints files = new Fingerprints();
    private final Map<String, Line> messageFiles = new HashMap<>();
    private final List<Map<String, String>> notes = new ArrayList<>();
    private long end;
    private long resumed;

    private VerificationJournal(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /** A journal that knows nothing and learns nothing. */
    static VerificationJournal none() {
        return new VerificationJournal(null);
    }

    /**
     * Goes on with a journal of the same archives, or begins one; none where another verification is writing it. Fails
     * with {@code COMMAND_LINE} where the file is something else.
     */
    static VerificationJournal open(Path file, List<VerifiedFolder> archives) throws IOException {
        requireNothingElse(file);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            PrivateFiles.open(file).close();
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!lock(channel)) {
            channel.close();
            return none();
        }
        VerificationJournal journal = new VerificationJournal(channel);
        String header = header(archives);
        if (!journal.load(channel, header)) {
            channel.truncate(0);
            journal.append(header);
        }
        return journal;
    }

    private static void requireNothingElse(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        byte[] begin = new byte[FORMAT.length()];
        int length = 0;
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            try (InputStream in = Files.newInputStream(file)) {
                length = in.readNBytes(begin, 0, begin.length);
            }
        }
        if (!FORMAT.startsWith(new String(begin, 0, length, StandardCharsets.US_ASCII)) || Files.isDirectory(file)) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    "--journal " + file + " exists, and is not the journal of a verification",
                    "Choose another --journal FILE.");
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** What makes an entry void when it changes: the files against which others are compared. */
    private static String header(List<VerifiedFolder> archives) {
        StringBuilder header = new StringBuilder(FORMAT);
        for (VerifiedFolder archive : archives) {
            header.append(' ').append(encoded(archive.root().toString()));
            for (String name : List.of(Manifest.NAME, MainFileVerifier.REALM, MainFileVerifier.USER)) {
                header.append(' ').append(stamp(archive, name).orElse("none"));
            }
        }
        return header.toString();
    }

    /** Reads by the channel that is locked: closing another one of the file would give up the lock. */
    private boolean load(FileChannel from, String header) throws IOException {
        BufferedReader lines = new BufferedReader(Channels.newReader(from, StandardCharsets.US_ASCII));
        if (!(header + END).equals(lines.readLine())) {
            return false;
        }
        end = header.length() + END.length() + 1L;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            take(line);
            end += line.length() + 1;
        }
        return true;
    }

    private void take(String line) {
        if (line.startsWith(NOTE)) {
            if (line.endsWith(END)) {
                notes.add(note(line.substring(NOTE.length(), line.length() - END.length())));
            }
            return;
        }
        String key = key(line);
        if (line.equals(key + END)) {
            files.add(key);
        } else if (line.endsWith(END)) {
            messageFiles.put(key, new Line(end, line.length()));
        }
    }

    private static Map<String, String> note(String text) {
        Map<String, String> note = new TreeMap<>();
        for (String value : text.split("&", -1)) {
            String[] parts = value.split("=", 2);
            if (parts.length == 2) {
                note.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return note;
    }

    @Override
    public List<Map<String, String>> past() {
        return List.copyOf(notes);
    }

    @Override
    public synchronized void add(Map<String, String> note) {
        append(NOTE
                + note.entrySet().stream()
                        .map(value -> encoded(value.getKey()) + "=" + encoded(value.getValue()))
                        .collect(Collectors.joining("&")));
    }

    /** The first two words: the file, and what it was. */
    private static String key(String line) {
        int second = line.indexOf(' ', line.indexOf(' ') + 1);
        return second < 0 ? line : line.substring(0, second);
    }

    private static Optional<String> key(VerifiedFolder archive, String name) {
        return stamp(archive, name)
                .map(stamp -> encoded(archive.root().resolve(name).toString()) + " " + stamp);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Size, times and number of a file; another where its content may be another. */
    static Optional<String> stamp(VerifiedFolder archive, String name) {
        try {
            Map<String, Object> values = new TreeMap<>(
                    Files.readAttributes(archive.root().resolve(name), ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
            return Optional.of(String.join(
                    ",", values.values().stream().map(String::valueOf).toList()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a file was read before, and is still the same. */
    synchronized boolean knows(VerifiedFolder archive, String name) {
        boolean knows =
                channel != null && key(archive, name).filter(files::contains).isPresent();
        if (knows) {
            resumed++;
        }
        return knows;
    }

    /** The ids of a file of messages that was read before, and is still the same. */
    synchronized Optional<Sets> messages(VerifiedFolder archive, String name) {
        Optional<Line> line = channel == null
                ? Optional.empty()
                : key(archive, name).flatMap(key -> Optional.ofNullable(messageFiles.get(key)));
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] words = read(line.get()).split(" ", 5);
            Sets sets = new Sets(set(words[2]), set(words[3]));
            resumed++;
            return Optional.of(sets);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** How many files needn't be read again. */
    synchronized long resumed() {
        return resumed;
    }

    synchronized void add(VerifiedFolder archive, String name) {
        if (channel != null) {
            key(archive, name).ifPresent(this::append);
        }
    }

    synchronized void add(VerifiedFolder archive, String name, Sets sets) {
        if (channel != null) {
            key(archive, name)
                    .ifPresent(key -> append(key + " " + text(sets.messages()) + " " + text(sets.userMessages())));
        }
    }

    private void append(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((line + END + "\n").getBytes(StandardCharsets.US_ASCII));
            while (channel != null && bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
        } catch (IOException e) {
            // A full disk costs the going on, not the verification.
        }
    }

    private String read(Line line) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(line.length());
        while (channel != null && bytes.hasRemaining()) {
            if (channel.read(bytes, line.from() + bytes.position()) < 0) {
                throw new IOException("the journal is cut off");
            }
        }
        return new String(bytes.array(), StandardCharsets.US_ASCII);
    }

    private static String text(IdBitmap set) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            set.runOptimize();
            set.serializePortable(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static IdBitmap set(String text) throws IOException {
        IdBitmap set = new IdBitmap();
        set.deserializePortable(
                new DataInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text))));
        return set;
    }

    /** Removes it where this verification wrote it. */
    void remove(Path file) throws IOException {
        if (channel != null) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}

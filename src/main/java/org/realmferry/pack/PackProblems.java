/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.age.Identities;
import org.realmferry.archive.disk.PrivateFiles;

/** What is wrong with a file that should be a pack, in words for who has the file. */
public final class PackProblems {
    private static final String AGAIN =
            "Copy it again from its origin; sha256sum -c checks whether the copy is complete.";
    private static final String UNPACK = "Unpack it, and give the archive's folder in it.";

    /** What files of other programs begin with. */
    private static final Map<String, String> FORMATS = formats();

    /** What keeps a file from being a pack, and what to do. */
    record Problem(String what, String remedy) {}

    private PackProblems() {}

    private static Map<String, String> formats() {
        Map<String, String> formats = new LinkedHashMap<>();
        formats.put("PK\u0003\u0004", "it is a zip file");
        formats.put("PK\u0005\u0006", "it is an empty zip file");
        formats.put("BZh", "it is compressed by bzip2");
        formats.put("\u00fd7zXZ", "it is compressed by xz");
        formats.put("7z\u00bc\u00af", "it is a 7z file");
        formats.put("Rar!", "it is a rar file");
        return formats;
    }

    /** Looks at the first bytes of a file, and leaves them there. */
    static Optional<Problem> of(BufferedInputStream file) throws IOException {
        String begin = begin(file);
        return begin.isEmpty()
                ? Optional.of(new Problem("it is empty", AGAIN))
                : format(begin).map(what -> new Problem(what, UNPACK));
    }

    /** Looks at the first bytes of what was unpacked. */
    static Optional<Problem> ofUnpacked(BufferedInputStream tar) throws IOException {
        String begin = begin(tar);
        Optional<String> again = Stream.of(UnpackedStream.GZIP, UnpackedStream.ZSTD)
                .map(PackProblems::text)
                .filter(begin::startsWith)
                .findFirst()
                .map(magic -> "it is compressed twice");
        Optional<String> encrypted = Identities.isEncrypted(begin.getBytes(StandardCharsets.ISO_8859_1))
                ? Optional.of("the compressed file is encrypted by age")
                : Optional.empty();
        return again.or(() -> encrypted)
                .map(what -> new Problem(what, "Unpack it once, with gunzip or unzstd, and give the resulting file."))
                .or(() -> format(begin)
                        .map(what -> new Problem(what.replaceFirst("^it", "what was compressed"), UNPACK)));
    }

    private static Optional<String> format(String begin) {
        return FORMATS.entrySet().stream()
                .filter(format -> begin.startsWith(format.getKey()))
                .findFirst()
                .map(Map.Entry::getValue);
    }

    private static String begin(BufferedInputStream in) throws IOException {
        in.mark(Identities.headerLength());
        byte[] begin = in.readNBytes(Identities.headerLength());
        in.reset();
        return text(begin);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Why bytes can't be read as a pack's; never without words, as some exceptions of libraries are. */
    public static String reason(Exception e) {
        if (e instanceof EOFException) {
            return "it is truncated";
        }
        if (e.getMessage() == null) {
            return "it has invalid bytes (" + e.getClass().getSimpleName() + ")";
        }
        return e instanceof IOException io ? PrivateFiles.reason(io) : Objects.requireNonNull(e.getMessage());
    }

    /** What to do about a file that isn't whole. */
    static String again() {
        return AGAIN;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The lines that a journal had when it was opened. There may be a million about an archive, one for each file: memory
 * holds where they begin.
 */
final class PastEntries {
    private static final int BLOCK = 1 << 16;

    /** Where lines begin, in their order. */
    private static final class Places {
        private long[] places = new long[16];
        private int count;

        void add(long place) {
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
            }
            places[count++] = place;
        }
    }

    private final Path path;
    private final long end;
    private final List<Map<String, String>> ofTheRun = new ArrayList<>();
    private final Map<String, Places> ofArchives = new HashMap<>();

    private PastEntries(Path path, long end) {
        this.path = path;
        this.end = end;
    }

    /** Of a journal that begins. */
    static PastEntries none(Path path) {
        return new PastEntries(path, 0);
    }

    static PastEntries read(Path path) throws IOException {
        PastEntries past = new PastEntries(path, endOfLines(path));
        try (InputStream in = new Lines(past.open(0), past.end);
                JsonParser parser = Journal.JSON.createParser(in)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                long place = parser.currentTokenLocation().getByteOffset();
                past.add(Journal.line(parser), place);
            }
        }
        return past;
    }

    private void add(Map<String, String> line, long place) {
        String archive = line.get(Journal.ARCHIVE);
        if (archive == null) {
            ofTheRun.add(line);
        } else {
            ofArchives.computeIfAbsent(archive, a -> new Places()).add(place);
        }
    }

    /** Behind the last whole line. */
    private static long endOfLines(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("it is a symbolic link");
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] block = new byte[BLOCK];
            for (long to = file.length(); to > 0; to = Math.max(0, to - BLOCK)) {
                long from = Math.max(0, to - BLOCK);
                file.seek(from);
                file.readFully(block, 0, (int) (to - from));
                for (int i = (int) (to - from) - 1; i >= 0; i--) {
                    if (block[i] == '\n') {
                        return from + i + 1;
                    }
                }
            }
            return 0;
        }
    }

    private InputStream open(long from) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), BLOCK);
        in.skipNBytes(from);
        return in;
    }

    long end() {
        return end;
    }

    long ofArchives() {
        return ofArchives.values().stream().mapToLong(places -> places.count).sum();
    }

    Set<String> archives() {
        return new TreeSet<>(ofArchives.keySet());
    }

    /** Gives the lines about an archive; about the run itself for an empty name. */
    void of(String archive, Consumer<Map<String, String>> each) throws IOException {
        if (archive.isEmpty()) {
            ofTheRun.forEach(each);
            return;
        }
        Places lines = ofArchives.getOrDefault(archive, new Places());
        if (lines.count == 0) {
            return;
        }
        try (InputStream in = open(lines.places[0])) {
            long at = lines.places[0];
            for (int i = 0; i < lines.count; i++) {
                in.skipNBytes(lines.places[i] - at);
                byte[] line = line(in);
                at = lines.places[i] + line.length + 1;
                each.accept(parsed(line));
            }
        }
    }

    private static byte[] line(InputStream in) throws IOException {
        byte[] line = new byte[512];
        int length = 0;
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) b;
        }
        return Arrays.copyOf(line, length);
    }

    private static Map<String, String> parsed(byte[] line) throws IOException {
        try (JsonParser parser = Journal.JSON.createParser(line)) {
            parser.nextToken();
            return Journal.line(parser);
        }
    }

    /** The whole lines of a file. */
    private static final class Lines extends InputStream {
        private final InputStream in;
        private long left;

        Lines(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }

        @Override
        public int read(byte[] data, int from, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int n = in.read(data, from, (int) Math.min(length, left));
            left -= Math.max(0, n);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

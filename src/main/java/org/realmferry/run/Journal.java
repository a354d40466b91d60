/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;

/**
 * What a run has done, a JSON object of texts a line, in a file that only grows. A line is written after what it tells
 * of; what a crash cut short was not done. Of what was there before, memory holds only where the lines are.
 */
public final class Journal implements AutoCloseable {
    /** The key of the archive that a line is about: its folder; lines about the run have none. */
    public static final String ARCHIVE = "archive";

    static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_LAST_LINE = 1 << 16;

    private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(1);

    private final Path path;
    private final FileChannel channel;
    private final PastEntries past;
    private final Instant lastNoted;
    private final AtomicLong ofArchives = new AtomicLong();
    private final AtomicLong synced = new AtomicLong(System.nanoTime());

    private Journal(Path path, FileChannel channel, PastEntries past, Instant lastNoted) {
        this.path = path;
        this.channel = channel;
        this.past = past;
        this.lastNoted = lastNoted;
        ofArchives.set(past.ofArchives());
    }

    /** Opens a journal; one that isn't there begins. Fails with {@code TARGET}. */
    public static Journal open(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return begin(path);
        }
        try {
            Instant lastNoted = Files.getLastModifiedTime(path).toInstant();
            PastEntries past = PastEntries.read(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            channel.truncate(past.end()).position(past.end());
            return new Journal(path, channel, past, lastNoted);
        } catch (IOException e) {
            throw PrivateFiles.unreadable(path, e);
        }
    }

    private static Journal begin(Path path) {
        try {
            FileChannel channel = PrivateFiles.create(path);
            PrivateFiles.sync(Objects.requireNonNull(path.toAbsolutePath().getParent()));
            return new Journal(path, channel, PastEntries.none(path), Instant.now());
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }

    /** Opens a journal, of which nothing is changed. Fails with {@code COMMAND_LINE}. */
    static Journal read(Path path) {
        Access.require(path);
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new Journal(
                    path,
                    channel,
                    PastEntries.read(path),
                    Files.getLastModifiedTime(path).toInstant());
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    path + " can't be read: " + PrivateFiles.reason(e),
                    "Give a run directory that this user owns.",
                    e);
        }
    }

    /** The first line of a journal that may be another process's; empty where none is whole. */
    static Optional<Map<String, String>> first(Path path) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            String line = reader.readLine();
            return line != null && line.endsWith("}") ? Optional.of(line(line)) : Optional.empty();
        }
    }

    /** The last whole line of a journal that may be another process's; empty where it is longer than any that ends a run. */
    static Optional<Map<String, String>> last(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(LONGEST_LAST_LINE, file.length())];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            String text = new String(tail, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            int begin = end < 1 ? -1 : text.lastIndexOf('\n', end - 1);
            boolean whole = end > 0 && (begin >= 0 || tail.length == file.length());
            return whole ? Optional.of(line(text.substring(begin + 1, end))) : Optional.empty();
        }
    }

    private static Map<String, String> line(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            return line(parser);
        }
    }

    static Map<String, String> line(JsonParser parser) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            values.put(key, parser.nextTextValue());
        }
        return values;
    }

    /** The lines about an archive that were there when it was opened; about the run itself for an empty name. */
    public List<Map<String, String>> past(String archive) {
        List<Map<String, String>> lines = new ArrayList<>();
        past(archive, lines::add);
        return lines;
    }

    /** The same for archives about which there may be more lines than memory holds. Fails with {@code TARGET}. */
    public void past(String archive, Consumer<Map<String, String>> each) {
        try {
            past.of(archive, each);
        } catch (IOException e) {
            throw PrivateFiles.unreadable(path, e);
        }
    }

    /** The archives that any line was about when it was opened, and that were not removed since. */
    public Set<String> archives() {
        Set<String> archives = new TreeSet<>(past.archives());
        archives.removeIf(this::wasRemoved);
        return archives;
    }

    private boolean wasRemoved(String archive) {
        boolean[] removed = new boolean[1];
        past(archive, line -> removed[0] = RunDirectory.REMOVED.equals(line.get(RunDirectory.TYPE)));
        return removed[0];
    }

    /**
     * Notes that a file of rows is done.
     *
     * @param more what else the line says, by keys of its own
     */
    public void note(String archive, FileDone file, Map<String, String> more) {
        Map<String, String> line = file.line();
        line.put(ARCHIVE, archive);
        line.putAll(more);
        note(line);
    }

    /** Adds a line. */
    public void note(Map<String, String> line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, String> value : new TreeMap<>(line).entrySet()) {
                json.writeStringField(value.getKey(), value.getValue());
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        write(ByteBuffer.wrap(bytes.toByteArray()));
        if (line.containsKey(ARCHIVE)) {
            ofArchives.incrementAndGet();
        }
        syncInTime();
    }

    private synchronized void write(ByteBuffer line) {
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }

    /** Not after each line: a line that is lost with the machine is work that is done again, and no harm. */
    private void syncInTime() {
        long last = synced.get();
        long now = System.nanoTime();
        if (now - last > BETWEEN_SYNCS.toNanos() && synced.compareAndSet(last, now)) {
            sync();
        }
    }

    /** Makes sure that all lines stay, whatever happens to the machine. */
    void sync() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }

    /** How many lines are about archives. */
    long ofArchives() {
        return ofArchives.get();
    }

    /** When a line was last added before it was opened. */
    Instant lastNoted() {
        return lastNoted;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw PrivateFiles.unwritable(path, e);
        }
    }
}

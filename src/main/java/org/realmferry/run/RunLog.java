/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Words;
import org.realmferry.archive.disk.PrivateFiles;

/**
 * What happens in a run and when, an event a line, in a file that only grows. A file that can't be written any more
 * doesn't stop a run. No secret may be handed to it.
 */
public final class RunLog implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx");

    private final @Nullable FileChannel channel;
    private final @Nullable LibraryLog libraries;
    private Optional<String> fault = Optional.empty();

    private RunLog(@Nullable FileChannel channel) {
        this.channel = channel;
        libraries = channel == null ? null : LibraryLog.attach(this);
    }

    /** For who asked for none. */
    public static RunLog none() {
        return new RunLog(null);
    }

    /** Opens a file to add to, which then only its owner can read. Fails with {@code TARGET}. */
    public static RunLog open(Path file) {
        try {
            return new RunLog(PrivateFiles.append(file));
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.TARGET,
                    "can't write the log file " + file + ": " + PrivateFiles.reason(e),
                    "Choose a --log-file that this user can write to.",
                    e);
        }
    }

    /**
     * Adds an event.
     *
     * @param place the realm's or user's folder; empty where it is of none
     */
    public void info(String place, String message) {
        add("INFO ", place, message);
    }

    /** Adds something that a person should look at, or that was waited out. */
    public void warning(String place, String message) {
        add("WARN ", place, message);
    }

    /** Adds what ended the run. */
    public void error(String message) {
        add("ERROR", "", message);
    }

    private void add(String level, String place, String message) {
        if (channel != null) {
            String line = OffsetDateTime.now(ZoneId.systemDefault()).format(TIME) + " " + level + " ["
                    + Thread.currentThread().getName() + "] " + (place.isEmpty() ? "" : place + ": ") + message;
            write(channel, ByteBuffer.wrap((Words.printable(line) + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    private synchronized void write(FileChannel file, ByteBuffer line) {
        try {
            while (fault.isEmpty() && line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            fault = Optional.of(PrivateFiles.reason(e));
        }
    }

    /** Why the file lacks what happened last; empty where it doesn't. */
    public synchronized Optional<String> fault() {
        return fault;
    }

    @Override
    public void close() {
        if (channel == null || libraries == null) {
            return;
        }
        libraries.detach();
        try {
            channel.close();
        } catch (IOException e) {
            synchronized (this) {
                fault = Optional.of(PrivateFiles.reason(e));
            }
        }
    }
}

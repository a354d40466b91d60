/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.run.work.Progress;

/**
 * Where a run stands, as its process writes it into {@code status.json} every other second, for everybody who may read
 * the run directory.
 *
 * @param ending what the process said last of how the run goes
 * @param started when the run first began
 * @param heartbeat when this was written
 * @param realms short names
 * @param users how many single users
 * @param pace how far and how fast
 * @param note what the run waits for, or why it failed; empty where there is nothing to say
 * @param exitStatus of a run that ended
 * @param findings of a run that ended
 */
public record RunStatus(
        Ending ending,
        RunProcess owner,
        Instant started,
        Instant heartbeat,
        List<String> realms,
        int users,
        Pace pace,
        String note,
        int exitStatus,
        long findings) {
    /** How the process left it. */
    public enum Ending {
        UNDER_WAY,
        FAILED,
        DONE
    }

    /** What a person calls it. */
    public enum State {
        RUNNING,
        DEAD,
        FAILED,
        DONE,
        DONE_WITH_FINDINGS;

        /** In lower case, in words. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * How far a run is and how fast it goes.
     *
     * @param fraction from 0 to 1
     * @param secondsLeft negative where nobody can tell
     */
    public record Pace(double fraction, long rows, long rowsPerSecond, long secondsLeft) {
        static final Pace NONE = new Pace(0, 0, 0, -1);

        static Pace of(Progress progress) {
            return new Pace(
                    progress.fraction(),
                    progress.rows(),
                    progress.rowsPerSecond(progress.lanes()),
                    Math.round(progress.secondsLeft(progress.lanes()).orElse(-1)));
        }
    }

    static final Duration BEAT = Duration.ofSeconds(2);

    /** A process on another machine that was silent for so long is taken for dead. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private static final JsonFactory JSON = new JsonFactory();

    public RunStatus {
        realms = List.copyOf(realms);
    }

    /** That of a run of this process of which nothing else is known yet. */
    static RunStatus beginning() {
        Instant now = Instant.now();
        return new RunStatus(Ending.UNDER_WAY, RunProcess.thisProcess(), now, now, List.of(), 0, Pace.NONE, "", 0, 0);
    }

    /** What a run is whose process wrote this; it may have died since. */
    public State state(Instant now) {
        return switch (ending) {
            case DONE -> findings > 0 ? State.DONE_WITH_FINDINGS : State.DONE;
            case FAILED -> State.FAILED;
            case UNDER_WAY -> owner.lives().orElse(silence(now).compareTo(SILENCE) < 0) ? State.RUNNING : State.DEAD;
        };
    }

    /** How long nothing was heard of it. */
    public Duration silence(Instant now) {
        return Duration.between(heartbeat, now);
    }

    void writeTo(Path path) {
        JsonFile.write(path, this::write);
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("state", ending.name());
        json.writeNumberField("pid", owner.pid());
        json.writeNumberField("process_started", owner.started());
        json.writeStringField("machine", owner.machine());
        json.writeStringField("started", started.toString());
        json.writeStringField("heartbeat", heartbeat.toString());
        json.writeArrayFieldStart("realms");
        for (String realm : realms) {
            json.writeString(realm);
        }
        json.writeEndArray();
        json.writeNumberField("users", users);
        json.writeNumberField("fraction", pace.fraction());
        json.writeNumberField("rows", pace.rows());
        json.writeNumberField("rows_per_second", pace.rowsPerSecond());
        json.writeNumberField("seconds_left", pace.secondsLeft());
        json.writeStringField("note", note);
        json.writeNumberField("exit_status", exitStatus);
        json.writeNumberField("findings", findings);
        json.writeEndObject();
    }

    /** Reads what a process wrote; empty where there is nothing that can be read. */
    static Optional<RunStatus> readFrom(Path path) {
        Map<String, String> values = new HashMap<>();
        List<String> realms = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(Files.readString(path))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    if (parser.currentName() == null) {
                        realms.add(parser.getText());
                    } else {
                        values.put(parser.currentName(), parser.getText());
                    }
                }
            }
            return Optional.of(of(values, realms));
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static RunStatus of(Map<String, String> values, List<String> realms) {
        return new RunStatus(
                Ending.valueOf(values.getOrDefault("state", "")),
                new RunProcess(
                        number(values, "pid"), number(values, "process_started"), values.getOrDefault("machine", "")),
                Instant.parse(values.getOrDefault("started", "")),
                Instant.parse(values.getOrDefault("heartbeat", "")),
                realms,
                (int) number(values, "users"),
                new Pace(
                        Double.parseDouble(values.getOrDefault("fraction", "0")),
                        number(values, "rows"),
                        number(values, "rows_per_second"),
                        number(values, "seconds_left")),
                values.getOrDefault("note", ""),
                (int) number(values, "exit_status"),
                number(values, "findings"));
    }

    private static long number(Map<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "0"));
    }
}

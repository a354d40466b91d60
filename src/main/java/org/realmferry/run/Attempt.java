/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the attempts that a run took, as its journal tells of them.
 *
 * @param ended when the last thing was noted; empty while it is under way
 * @param end how it ended
 * @param fault what ended it, where that was a fault that was waited out
 */
public record Attempt(Instant began, Optional<Instant> ended, End end, Optional<String> fault) {
    private static final String TYPE = "type";
    private static final String ATTEMPT = "attempt";
    private static final String AT = "at";
    private static final String BEFORE = "before";
    private static final String FAULT = "fault";

    /** How an attempt ended. */
    public enum End {
        UNDER_WAY,
        INTERRUPTED,
        FINISHED
    }

    /**
     * The line of an attempt that begins.
     *
     * @param before when the journal was last written to
     * @param fault what ended the attempt before, if that was waited out
     */
    static Map<String, String> line(Instant now, Instant before, Optional<String> fault) {
        return Map.of(TYPE, ATTEMPT, AT, now.toString(), BEFORE, before.toString(), FAULT, fault.orElse(""));
    }

    /** All attempts, from the lines about the run itself. */
    static List<Attempt> of(List<Map<String, String>> lines) {
        List<Attempt> attempts = new ArrayList<>();
        boolean finished = false;
        for (Map<String, String> line : lines) {
            if (ATTEMPT.equals(line.get(TYPE))) {
                if (!attempts.isEmpty()) {
                    int last = attempts.size() - 1;
                    attempts.set(last, attempts.get(last).endedBefore(line, finished));
                }
                attempts.add(
                        new Attempt(Instant.parse(line.get(AT)), Optional.empty(), End.UNDER_WAY, Optional.empty()));
                finished = false;
            } else if (RunDirectory.FINISHED.equals(line.get(TYPE))) {
                finished = true;
            }
        }
        return attempts;
    }

    private Attempt endedBefore(Map<String, String> next, boolean finished) {
        return new Attempt(
                began,
                Optional.of(Instant.parse(next.get(BEFORE))),
                finished ? End.FINISHED : End.INTERRUPTED,
                Optional.ofNullable(next.get(FAULT)).filter(text -> !text.isEmpty()));
    }
}

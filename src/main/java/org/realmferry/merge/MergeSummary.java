/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.merge.decide.Decision;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;

/**
 * What came of a merge, or would come of it.
 *
 * @param otherRows rows but messages, usermessages and records of files
 * @param bytes of the archive; of a plan those of its files of messages
 * @param decisions how often it was decided between rows, by table and rule
 */
public record MergeSummary(
        Realm realm,
        Mode mode,
        String zulipVersion,
        List<Source> inputs,
        long messages,
        long userMessages,
        long otherRows,
        long files,
        long bytes,
        double seconds,
        Map<String, Map<Decision, Long>> decisions) {
    public MergeSummary {
        inputs = List.copyOf(inputs);
        decisions = Map.copyOf(decisions);
    }

    /**
     * One input.
     *
     * @param user of a single user's archive
     * @param taken when, in ISO 8601
     * @param takenFrom where that was found
     * @param manifest whether it has one, by which its bytes were checked
     */
    public record Source(
            String name, String mode, Optional<Long> user, String taken, String takenFrom, boolean manifest) {}

    /** How many decisions there were by rules of a kind. */
    public long count(Decision decision) {
        return decisions.values().stream()
                .mapToLong(rules -> rules.getOrDefault(decision, 0L))
                .sum();
    }

    /** How often inputs told different states of the same thing. */
    public long conflicts() {
        return Stream.of(Decision.values())
                .filter(Decision::isConflict)
                .mapToLong(this::count)
                .sum();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import java.util.List;
import java.util.Optional;

/**
 * The releases of Zulip that have a table or a column, both ends included.
 *
 * @param since the first one, {@code 1.9}, {@code 5} or {@code 11.0}; empty for those that Zulip 1.4 has
 * @param until the last one; empty for those that the newest release has
 */
public record Lifetime(Optional<String> since, Optional<String> until) {
    /** Reads the words {@code since RELEASE} and {@code until RELEASE} of a line. */
    static Lifetime of(List<String> words) {
        return new Lifetime(after("since", words), after("until", words));
    }

    private static Optional<String> after(String word, List<String> words) {
        int index = words.indexOf(word);
        return index < 0 ? Optional.empty() : Optional.of(words.get(index + 1));
    }

    /** Whether a release is one of them; an end that names no minor release stands for all of them. */
    public boolean includes(String version) {
        return since.filter(first -> compare(version, first) < 0).isEmpty()
                && until.filter(last -> compare(version, last) > 0).isEmpty();
    }

    /**
     * Compares as many numbers as the second version has. Of the same minor release, a development version comes before the
     * release: {@code 11.0-dev} has all of {@code 11}, and lacks what came with {@code 11.0}.
     */
    private static int compare(String version, String end) {
        String[] numbers = version.split("\\.", -1);
        String[] ends = end.split("\\.", -1);
        for (int i = 0; i < ends.length; i++) {
            int compared = Integer.compare(i < numbers.length ? number(numbers[i]) : 0, number(ends[i]));
            if (compared != 0) {
                return compared;
            }
        }
        return ends.length < 2 ? 0 : Boolean.compare(isDevelopment(end), isDevelopment(version));
    }

    private static boolean isDevelopment(String version) {
        return version.contains("-dev");
    }

    private static int number(String text) {
        String digits = text.replaceFirst("[^0-9].*", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}

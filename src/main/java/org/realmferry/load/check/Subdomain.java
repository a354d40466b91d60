/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.check;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.realmferry.schema.Resources;

/** What Zulip takes for the subdomain of a realm. */
public final class Subdomain {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 40;
    private static final Pattern LETTERS = Pattern.compile("[a-z0-9-]*");

    private static final Set<String> RESERVED = Resources.lines(Subdomain.class, "reserved-subdomains.txt").stream()
            .flatMap(line -> Arrays.stream(line.split(" ")))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.toUnmodifiableSet());

    private Subdomain() {}

    /** Why a realm can't have the name; empty where it can. The root domain's name is empty. */
    public static Optional<String> objection(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!LETTERS.matcher(name).matches()) {
            return Optional.of("it may have only the letters a to z, digits and -");
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            return Optional.of("it may neither begin nor end with -");
        }
        if (name.length() < SHORTEST) {
            return Optional.of("it must have at least " + SHORTEST + " letters");
        }
        return name.length() > LONGEST ? Optional.of("it may have at most " + LONGEST + " letters") : Optional.empty();
    }

    /** Whether Zulip gives the name to nobody without {@code --allow-reserved-subdomain}. */
    public static boolean isReserved(String name) {
        return RESERVED.contains(name)
                || (name.endsWith("s") && RESERVED.contains(name.substring(0, name.length() - 1)));
    }
}

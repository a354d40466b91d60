/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the rows of a table are merged where archives of one realm disagree. A row's key is its id; equal rows are one;
 * else the whole row wins over a scrubbed one, and then the later state over the earlier.
 *
 * @param owner the field that names the user whose row is whole only where the user's private data leaves
 * @param united fields whose lists of ids are united
 * @param changed the field with the time of the row's last change; without it, and where it is the same, the archives'
 *     times decide
 * @param unique fields that no two rows may have in common, besides the id; {@code lower(field)} where case is no matter
 * @param exempt the field that is true in rows which may have these in common; others become so, as rows may name them
 */
public record MergeRule(
        Optional<String> owner,
        List<String> united,
        Optional<String> changed,
        List<String> unique,
        Optional<String> exempt) {
    /** What goes for a table whose rule says nothing else. */
    public static final MergeRule USUAL =
            new MergeRule(Optional.empty(), List.of(), Optional.empty(), List.of(), Optional.empty());

    public MergeRule {
        united = List.copyOf(united);
        unique = List.copyOf(unique);
    }

    public MergeRule wholeOf(String field) {
        return new MergeRule(Optional.of(field), united, changed, unique, exempt);
    }

    public MergeRule uniting(String... fields) {
        return new MergeRule(owner, List.of(fields), changed, unique, exempt);
    }

    public MergeRule laterBy(String field) {
        return new MergeRule(owner, united, Optional.of(field), unique, exempt);
    }

    public MergeRule oneOf(String... fields) {
        return new MergeRule(owner, united, changed, List.of(fields), exempt);
    }

    public MergeRule unless(String field) {
        return new MergeRule(owner, united, changed, unique, Optional.of(field));
    }

    /** The rule in words; empty where it is the usual one. */
    public Optional<String> inWords() {
        List<String> words = new ArrayList<>();
        owner.ifPresent(field -> words.add("the row of a user whose private data is exported (" + field + ") wins"));
        if (!united.isEmpty()) {
            words.add(String.join(", ", united) + " are combined");
        }
        changed.ifPresent(field -> words.add("the later " + field + " wins"));
        if (!unique.isEmpty()) {
            words.add("one row per " + String.join(", ", unique)
                    + exempt.map(field -> ", of others " + field + " is true").orElse(""));
        }
        return Stream.of(words)
                .filter(list -> !list.isEmpty())
                .map(list -> String.join("; ", list))
                .findFirst();
    }
}

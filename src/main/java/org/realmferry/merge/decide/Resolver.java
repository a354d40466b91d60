/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.merge.decide.Decisions.Side;
import org.realmferry.rules.language.MergeRule;
import org.realmferry.selection.Mode;

/** Decides between rows with the same key that are not the same bytes, by the rule of their table. */
public final class Resolver {
    /** What a row becomes, and the input that it comes from. */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed on, and never compared
    public record Resolved(byte[] row, Input input) {}

    private final MergeTask merging;
    private final String table;
    private final MergeRule rule;
    private final Decisions decisions;

    public Resolver(MergeTask merging, String table, MergeRule rule, Decisions decisions) {
        this.merging = merging;
        this.table = table;
        this.rule = rule;
        this.decisions = decisions;
    }

    public Resolved resolve(long id, List<? extends RowCursor> rows) {
        return resolveAll(id, rows.stream().map(Candidate::of).toList());
    }

    public Resolved resolveAll(long id, List<Candidate> all) {
        List<Candidate> whole = mostWhole(all);
        Candidate winner = whole.stream().max(this::compare).orElseThrow();
        if (all.stream().allMatch(winner::saysTheSameAs)) {
            return new Resolved(winner.row(), winner.input());
        }
        Resolved united = unite(winner, all);
        Decision decision = whole.stream().anyMatch(other -> differs(winner, other))
                ? merging.prefer() == Prefer.NEWEST ? Decision.LATER : Decision.PREFERRED
                : all.stream().anyMatch(other -> differs(winner, other)) ? Decision.WHOLE : Decision.UNITED;
        decisions.decided(
                table,
                id,
                decision,
                new Side(winner.input().name(), united.row()),
                all.stream()
                        .filter(other -> !other.saysTheSameAs(winner))
                        .map(Side::of)
                        .toList());
        return united;
    }

    /** Those of a user whose private data is in the input; else those of inputs of the result's kind. */
    private List<Candidate> mostWhole(List<Candidate> all) {
        Optional<String> owner = rule.owner();
        if (owner.isEmpty()) {
            return all;
        }
        int most =
                all.stream().mapToInt(row -> wholeness(row, owner.get())).max().orElseThrow();
        return all.stream().filter(row -> wholeness(row, owner.get()) == most).toList();
    }

    private static int wholeness(Candidate row, String owner) {
        @Nullable Object user = row.fields().get(owner);
        if (user instanceof BigDecimal id && row.input().has(id.longValue())) {
            return 2;
        }
        return row.input().mode() == Mode.PUBLIC ? 0 : 1;
    }

    /** Whether two rows disagree in more than lists that are united. */
    private boolean differs(Candidate one, Candidate other) {
        return !Fields.same(withoutUnited(one.fields()), withoutUnited(other.fields()));
    }

    private Map<String, @Nullable Object> withoutUnited(Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(fields);
        rest.keySet().removeAll(rule.united());
        return rest;
    }

    private Resolved unite(Candidate winner, List<Candidate> all) {
        byte[] row = winner.row();
        for (String field : rule.united()) {
            TreeSet<BigDecimal> ids = new TreeSet<>();
            for (Candidate candidate : all) {
                if (candidate.fields().get(field) instanceof List<?> list) {
                    list.forEach(id -> {
                        if (id instanceof BigDecimal number) {
                            ids.add(number);
                        }
                    });
                }
            }
            row = Fields.with(
                    row, field, ids.stream().map(BigDecimal::toPlainString).collect(Collectors.joining(",", "[", "]")));
        }
        return new Resolved(row, winner.input());
    }

    /** The row that wins is the greatest, whatever the order in which the inputs were named. */
    private int compare(Candidate one, Candidate other) {
        Comparator<Candidate> rank = merging.prefer() == Prefer.NEWEST
                ? Comparator.comparing(this::changed).thenComparing(Candidate::input, merging::compare)
                : Comparator.comparing(Candidate::input, merging::compare);
        return rank.thenComparing(candidate -> candidate.input().isOfRealm())
                .thenComparing(candidate -> candidate.input().rows().asWritten())
                .thenComparing(Candidate::row, Arrays::compare)
                .compare(one, other);
    }

    private BigDecimal changed(Candidate candidate) {
        @Nullable Object time = rule.changed().map(candidate.fields()::get).orElse(null);
        return time instanceof BigDecimal seconds ? seconds : BigDecimal.ZERO;
    }
}

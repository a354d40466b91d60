/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.realmferry.rules.language.ColumnRule;
import org.realmferry.rules.language.ColumnRule.Renamed;
import org.realmferry.rules.language.ColumnRule.Replaced;
import org.realmferry.rules.language.ColumnRule.StaysBehind;
import org.realmferry.rules.language.IdSet;
import org.realmferry.rules.language.Output;
import org.realmferry.rules.language.RealmMessages;
import org.realmferry.rules.language.SchemaState;
import org.realmferry.rules.language.TableRule;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.rules.language.TableRule.LeavesWithin;
import org.realmferry.schema.Schema;

class RulesTest {
    private static final List<String> RELEASES = List.of(
            "1.4",
            "1.5",
            "1.6",
            "1.7",
            "1.8",
            "1.9",
            "2.0",
            "2.1",
            "3.0",
            "3.4",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "10",
            "11.0-dev",
            "11.0",
            "12.0-dev",
            "12.3",
            "13");

    /** Columns that a rule names and the description of 11-dev lacks. */
    private static final List<String> ONLY_ON_SOME_SERVERS = List.of(
            // Where the search uses PGroonga.
            "zerver_message.search_pgroonga");

    private static final Pattern STATE = Pattern.compile("\\{\\{(?:has|lacks) ([^:]+): ");
    private static final Pattern SET = Pattern.compile("(?:IN|MAP) :([a-zA-Z]+)");

    @Test
    void everyTableStandsInExactlyOneRule() {
        assertThat(Rules.all()).extracting(TableRule::table).doesNotHaveDuplicates();
        assertThat(Rules.all())
                .extracting(TableRule::table)
                .containsAll(Rules.DECIDED.tables().keySet());
    }

    @Test
    void theColumnsOfEveryTableThatLeavesAreKnown() {
        assertThat(Rules.all().stream()
                        .filter(rule -> rule.fate() instanceof Leaves || rule.fate() instanceof LeavesWithin)
                        .map(TableRule::table))
                .isSubsetOf(Rules.DECIDED.tables().keySet());
    }

    @Test
    void everyColumnThatARuleNamesExists() {
        List<String> unknown = new ArrayList<>();
        for (TableRule rule : Rules.all()) {
            rule.columns().stream().flatMap(RulesTest::column).forEach(column -> {
                if (Rules.DECIDED
                        .table(rule.table())
                        .flatMap(t -> t.column(column))
                        .isEmpty()) {
                    unknown.add(rule.table() + "." + column);
                }
            });
        }

        assertThat(unknown).containsExactlyInAnyOrderElementsOf(ONLY_ON_SOME_SERVERS);
    }

    @Test
    void everyStateThatARuleAsksForIsThatOfSomeReleaseAndNotOfAll() {
        List<Schema> schemas = RELEASES.stream().map(Rules::of).toList();

        assertThat(Rules.all().stream()
                        .flatMap(rule -> rule.changes().stream())
                        .flatMap(change -> change.states().stream()))
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        state -> assertThat(schemas.stream().filter(state::isOf).count())
                                .as(state.toString())
                                .isBetween(1L, schemas.size() - 1L));
    }

    @Test
    void noTextAsksForAStateThatNoReleaseIsIn() {
        List<Schema> schemas = RELEASES.stream().map(Rules::of).toList();

        assertThat(STATE.matcher(IdSet.ALL.toString() + IdSet.OF_USER + Rules.all() + RealmMessages.OF_REALM)
                        .results()
                        .map(match -> SchemaState.has(match.group(1)))
                        .distinct())
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        state -> assertThat(schemas.stream().filter(state::isOf).count())
                                .as(state.toString())
                                .isBetween(1L, schemas.size() - 1L));
    }

    @Test
    void rowsWithinOthersHaveAnOwnerThatLeaves() {
        Set<String> leave = new HashSet<>();
        Rules.all().stream().filter(rule -> rule.fate() instanceof Leaves).forEach(rule -> leave.add(rule.table()));

        assertThat(Rules.all())
                .filteredOn(rule -> rule.fate() instanceof LeavesWithin)
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(leave).contains(((LeavesWithin) rule.fate()).owner()));
    }

    @Test
    void everyListOfRowsHasOneRule() {
        assertThat(Rules.all().stream()
                        .flatMap(rule -> rule.fate() instanceof Leaves leaves ? leaves.outputs().stream() : Stream.of())
                        .map(Output::name))
                .doesNotHaveDuplicates()
                .contains("zerver_userprofile", "zerver_userprofile_mirrordummy", "zerver_userprofile_crossrealm");
    }

    @Test
    void aSetOfIdsUsesOnlyThoseBeforeIt() {
        Set<String> before = new HashSet<>(Set.of("approved"));
        for (IdSet set : IdSet.ALL) {
            assertThat(before).as(set.name()).containsAll(setsIn(set.sql()));
            before.add(set.name());
        }
    }

    @Test
    void everyConditionUsesSetsThatThereAre() {
        List<String> known = IdSet.ALL.stream().map(IdSet::name).toList();

        assertThat(RELEASES.stream()
                        .flatMap(release -> Rules.in(Rules.of(release)).stream())
                        .flatMap(rule -> rule.fate() instanceof Leaves leaves ? leaves.outputs().stream() : Stream.of())
                        .flatMap(output -> setsIn(output.where()).stream()))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void whatLeavesWithASingleUserUsesTheSetsOfOne() {
        Set<String> before = new HashSet<>();
        for (IdSet set : IdSet.OF_USER) {
            assertThat(before).as(set.name()).containsAll(setsIn(set.sql()));
            before.add(set.name());
        }

        assertThat(Rules.all().stream()
                        .flatMap(rule -> rule.fate() instanceof Leaves leaves ? leaves.ofUser().stream() : Stream.of())
                        .flatMap(rows -> setsIn(rows.source() + rows.where()).stream()))
                .isNotEmpty()
                .isSubsetOf(before);
    }

    private static List<String> setsIn(String sql) {
        return SET.matcher(sql)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static Stream<String> column(ColumnRule rule) {
        if (rule instanceof StaysBehind stays) {
            return Stream.of(stays.column());
        }
        if (rule instanceof Renamed renamed) {
            return Stream.of(renamed.column());
        }
        return rule instanceof Replaced replaced ? Stream.of(replaced.column()) : Stream.of();
    }
}

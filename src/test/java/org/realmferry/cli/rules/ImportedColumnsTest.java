/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.realmferry.cli.Ran;
import org.realmferry.rules.Rules;
import org.realmferry.rules.language.TableRule.Leaves;
import org.realmferry.schema.Column;

class ImportedColumnsTest {
    @Test
    void eachColumnOfATableHasOneFate() {
        for (String table : leaving()) {
            List<String> named = new ImportedColumns(rule(table), Rules.NEWEST)
                    .lines().stream()
                            .skip(1)
                            .filter(line -> !line.contains("no column"))
                            .filter(line -> line.contains(": "))
                            .flatMap(line -> Stream.of(
                                    line.substring(line.lastIndexOf(": ") + 2).split(", ")))
                            .toList();
            List<String> columns = Rules.NEWEST.table(table).orElseThrow().columns().stream()
                    .map(Column::name)
                    .toList();
            boolean never = rules(table).contains("no row is imported");
            assertThat(named).as(table).hasSizeGreaterThanOrEqualTo(never ? 0 : columns.size());
            if (!never) {
                assertThat(named).as(table).containsAll(columns);
            }
        }
    }

    @Test
    void namesWhatIsMadeMappedHeldFixedAndRenamedBack() {
        assertThat(rules("zerver_userprofile"))
                .contains("made, an unusable password, random: password")
                .contains("always \"-1\" (everybody agrees again): tos_version")
                .contains("new ids of zerver_userprofile: bot_owner_id")
                .contains("no column, left out");
        assertThat(rules("zerver_realm"))
                .contains("held, true until the realm is whole (nobody sees half a realm): deactivated");
        assertThat(rules("zerver_message")).contains("new ids inside, text with mentions and links: ");
        assertThat(rules("zerver_usermessage")).contains("renamed back from flags_mask: flags");
        assertThat(rules("zerver_attachment")).contains("left out (rows of zerver_attachment_messages): messages");
    }

    @Test
    void saysWhichRowsAreNeverImportedOrAtTheEnd() {
        assertThat(rules("zerver_realmexport")).contains("no row is imported (exports of another server)");
        assertThat(rules("zerver_scheduledmessage")).contains("rows are written when the realm is whole");
        assertThat(rules("zerver_imageattachment")).contains("made from the images' files");
        assertThat(rules("zerver_draft")).contains("when imported: archives have no rows of it");
        assertThat(rules()).contains("zerver_client, when imported: found by name on the server, or added");
    }

    @Test
    void noLineIsWiderThanATerminal() {
        for (String table : leaving()) {
            assertThat(Ran.command(List.of("rules", table)).out().lines())
                    .allSatisfy(line -> assertThat(line.length())
                            .as(line)
                            .isLessThanOrEqualTo(line.strip().contains(" ") ? 80 : 200));
        }
    }

    private static org.realmferry.rules.language.TableRule rule(String table) {
        return Rules.all().stream()
                .filter(rule -> rule.table().equals(table))
                .findFirst()
                .orElseThrow()
                .in(Rules.NEWEST);
    }

    private static List<String> leaving() {
        return Rules.all().stream()
                .map(rule -> rule.in(Rules.NEWEST))
                .filter(rule -> rule.fate() instanceof Leaves)
                .map(org.realmferry.rules.language.TableRule::table)
                .filter(table -> Rules.NEWEST.table(table).isPresent())
                .toList();
    }

    private static String rules(String... tables) {
        List<String> words =
                Stream.concat(Stream.of("rules"), Stream.of(tables)).toList();
        return Ran.command(words).out().replaceAll("\\s+", " ");
    }
}

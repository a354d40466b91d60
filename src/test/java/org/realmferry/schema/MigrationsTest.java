/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private static final String SQUASH = "0001_squashed_0021_alter_fillstate_id";

    private final SortedMap<String, SortedSet<String>> applied = new TreeMap<>();

    @Test
    void theLastOfZerverIsTheGreatestName() {
        applied("zerver", "0696_b", "0009_a", "0101_c");
        applied("zilencer", "0999_z");

        assertThat(new Migrations(applied).lastOfZerver()).isEqualTo("0696_b");
    }

    @Test
    void aServerWithoutZerverHasNone() {
        applied("auth", "0001_initial");

        assertThat(new Migrations(applied).lastOfZerver()).isEmpty();
    }

    @Test
    void plainMigrationsAreLinesInOrder() {
        applied("auth", "0002_alter", "0001_initial");

        assertThat(new Migrations(applied).status())
                .containsOnlyKeys("auth")
                .containsEntry("auth", List.of("[X] 0001_initial", "[X] 0002_alter"));
    }

    @Test
    void aSquashStandsForWhatItReplaces() {
        applied("analytics", "0001_initial", "0021_alter_fillstate_id", SQUASH, "0022_later");

        assertThat(new Migrations(applied).status().get("analytics"))
                .containsExactly("[X] " + SQUASH + " (21 squashed migrations)", "[X] 0022_later");
    }

    @Test
    void whatASquashReplacesStaysWhereTheSquashIsNotApplied() {
        applied("analytics", "0001_initial", "0021_alter_fillstate_id");

        assertThat(new Migrations(applied).status().get("analytics"))
                .containsExactly("[X] 0001_initial", "[X] 0021_alter_fillstate_id");
    }

    @Test
    void anAppWithoutMigrationsOfItsOwnSaysSo() {
        applied("two_factor", "0001_initial");

        assertThat(new Migrations(applied).status()).containsEntry("two_factor", List.of("(no migrations)"));
    }

    @Test
    void appsThatZulipNoLongerHasAreNotNamed() {
        applied("guardian", "0001_initial");

        assertThat(new Migrations(applied).status()).isEmpty();
    }

    private void applied(String app, String... names) {
        applied.put(app, new TreeSet<>(List.of(names)));
    }
}

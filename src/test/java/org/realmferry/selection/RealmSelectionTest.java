/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealmSelectionTest {
    private static final Realm SYSTEM = new Realm(1, "zulipinternal", "System", false);
    private static final Realm ACME = new Realm(2, "acme", "Acme Corporation", false);
    private static final Realm ORCHARD = new Realm(3, "orchard", "The Orchard", true);
    private static final Realm ROOT = new Realm(4, "", "Root", false);
    private static final List<Realm> SERVER = List.of(SYSTEM, ACME, ORCHARD, ROOT);

    @Test
    void allRealmsAreAllButTheOneOfTheSystemBots() {
        RealmSelection selection = RealmSelection.all(SERVER, Optional.of(SERVER.get(0)));

        assertThat(selection.realms()).containsExactly(ACME, ORCHARD, ROOT);
        assertThat(selection.problems()).isEmpty();
    }

    @Test
    void realmsComeInTheOrderInWhichTheyAreNamedAndOnce() {
        RealmSelection selection = RealmSelection.named(List.of("orchard", "", "acme", "orchard"), SERVER);

        assertThat(selection.realms()).containsExactly(ORCHARD, ROOT, ACME);
        assertThat(selection.problems()).isEmpty();
    }

    @Test
    void theSystemBotsRealmLeavesWhereItIsNamed() {
        assertThat(RealmSelection.named(List.of("zulipinternal"), SERVER).realms())
                .containsExactly(SYSTEM);
    }

    @Test
    void aNameIsMatchedExactly() {
        RealmSelection selection = RealmSelection.named(List.of("ACME"), SERVER);

        assertThat(selection.realms()).isEmpty();
        assertThat(selection.problems())
                .containsExactly("there is no realm \"ACME\" on this server; did you mean: acme");
    }

    @Test
    void closeNamesAreThoseOfAFewEdits() {
        assertThat(RealmSelection.named(List.of("acmee", "orhcard"), SERVER).problems())
                .containsExactly(
                        "there is no realm \"acmee\" on this server; did you mean: acme",
                        "there is no realm \"orhcard\" on this server; did you mean: orchard");
    }

    @Test
    void aFullNameLeadsToItsShortName() {
        assertThat(RealmSelection.named(List.of("Acme Corporatoin"), SERVER).problems())
                .containsExactly("there is no realm \"Acme Corporatoin\" on this server; did you mean: acme");
    }

    @Test
    void aNameThatIsCloseToNothingIsToldAlone() {
        assertThat(RealmSelection.named(List.of("qqqqqqqqqqqqqqqqqqqqq"), List.of(ACME, ORCHARD))
                        .problems())
                .containsExactly("there is no realm \"qqqqqqqqqqqqqqqqqqqqq\" on this server");
    }

    @Test
    void aKnownNameBesideAnUnknownOneIsFoundAllTheSame() {
        RealmSelection selection = RealmSelection.named(List.of("acme", "nobody", "nowhere"), SERVER);

        assertThat(selection.realms()).containsExactly(ACME);
        assertThat(selection.problems()).hasSize(2);
    }

    @Test
    void thePlainNameOfARealmIsItsFolder() {
        assertThat(ACME.folder()).isEqualTo("acme");
        assertThat(new Realm(5, "a-1", "", false).folder()).isEqualTo("a-1");
        assertThat(ACME.label()).isEqualTo("acme");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../etc",
                "/etc",
                "a/b",
                "a\\b",
                "Acme",
                "-rf",
                ".lock",
                ".parts",
                "a b",
                "a\nb",
                "é",
                "_realm-4",
                "findings.jsonl",
                "run.json",
                "a\0b"
            })
    void aNameThatIsNotPlainNeverBecomesAFolder(String stringId) {
        assertThat(new Realm(4, stringId, "", false).folder()).isEqualTo("_realm-4");
    }

    @Test
    void aNameThatIsTooLongNeverBecomesAFolder() {
        assertThat(new Realm(4, "a".repeat(100), "", false).folder()).hasSize(100);
        assertThat(new Realm(4, "a".repeat(101), "", false).folder()).isEqualTo("_realm-4");
    }

    @Test
    void theRealmAtTheRootDomainHasALabel() {
        assertThat(ROOT.label()).isEqualTo("(root domain)");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.merge.decide.Decisions.Side;
import org.realmferry.sample.SmallInput;

/** What was decided is counted always, and written down where it is wanted. */
class DecisionsTest {
    private static final Side KEPT = new Side("a \"quoted\" name", SmallInput.bytes("{'id':7}"));

    @TempDir
    private Path folder;

    @Test
    void decisionsAreCountedByTableAndRule() {
        Decisions decisions = new Decisions(false);

        decisions.decided("b", 7, Decision.LATER, KEPT, List.of());
        decisions.decided("b", 8, Decision.LATER, KEPT, List.of());
        decisions.count("b", Decision.KEPT, 5);
        decisions.count("a", Decision.UNITED, 1);

        assertThat(decisions.counts())
                .isEqualTo(
                        Map.of("a", Map.of(Decision.UNITED, 1L), "b", Map.of(Decision.LATER, 2L, Decision.KEPT, 5L)));
        assertThat(decisions.counts().keySet()).containsExactly("a", "b");
    }

    @Test
    void nothingIsNoDecision() {
        Decisions decisions = new Decisions(true);

        decisions.count("a", Decision.DROPPED, 0);

        assertThat(decisions.counts()).isEmpty();
    }

    @Test
    void aDecisionIsALineOfJson() throws IOException {
        Decisions decisions = new Decisions(true);
        decisions.decided(
                "a",
                -7,
                Decision.UNIQUE,
                KEPT,
                List.of(new Side("b", Side.NONE), new Side("c", SmallInput.bytes("{}"))));
        decisions.decided("a", 8, Decision.DROPPED, new Side("b", Side.NONE), List.of());
        Path log = folder.resolve("log");

        decisions.writeLog(log);

        assertThat(Files.readAllLines(log))
                .containsExactly(
                        SmallInput.json("{'table':'a','id':-7,'rule':'unique',"
                                + "'kept':{'input':'a \\'quoted\\' name','row':{'id':7}},"
                                + "'others':[{'input':'b','row':null},{'input':'c','row':{}}]}"),
                        SmallInput.json(
                                "{'table':'a','id':8,'rule':'dropped','kept':{'input':'b','row':null},'others':[]}"));
        assertThat(Files.getPosixFilePermissions(log)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void withoutALogNoFileIsWritten() {
        Decisions decisions = new Decisions(false);
        decisions.decided("a", 7, Decision.LATER, KEPT, List.of());

        decisions.writeLog(folder.resolve("log"));
        new Decisions(true).writeLog(folder.resolve("log"));

        assertThat(folder).isEmptyDirectory();
        assertThat(decisions.isLogged()).isFalse();
    }

    @Test
    void onlyStatesThatDifferAreConflicts() {
        assertThat(List.of(Decision.values()).stream().filter(Decision::isConflict))
                .containsExactly(Decision.LATER, Decision.PREFERRED, Decision.UNIQUE);
    }
}

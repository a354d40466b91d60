/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.realmferry.merge.decide.Rows.candidate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.input.Input;
import org.realmferry.rules.language.MergeRule;
import org.realmferry.sample.SmallInput;
import org.realmferry.selection.Mode;

/** Which of several states of a row stays, and why. */
class ResolverTest {
    private static final String TABLE = "zerver_stream";

    @TempDir
    private Path folder;

    private final Decisions decisions = new Decisions(true);
    private Input older;
    private Input newer;

    @BeforeEach
    void make() throws IOException {
        older = SmallInput.in(folder, "older").taken(100).position(1).read();
        newer = SmallInput.in(folder, "newer").taken(200).position(0).read();
    }

    @Test
    void rowsThatSayTheSameNeedNoDecision() {
        assertThat(resolved(
                        MergeRule.USUAL,
                        Prefer.NEWEST,
                        candidate(older, "{'id':1,'a':[1.0]}"),
                        candidate(newer, "{'id':1,'a':[1]}")))
                .isEqualTo("{'id':1,'a':[1]}");
        assertThat(decisions.counts()).isEmpty();
    }

    @Test
    void theLaterStateStays() {
        assertThat(resolved(
                        MergeRule.USUAL,
                        Prefer.NEWEST,
                        candidate(newer, "{'id':1,'a':2}"),
                        candidate(older, "{'id':1,'a':1}")))
                .isEqualTo("{'id':1,'a':2}");
        assertThat(decisions.counts()).isEqualTo(Map.of(TABLE, Map.of(Decision.LATER, 1L)));
    }

    @Test
    void theTimeOfTheRowItselfCountsBeforeThatOfTheArchive() {
        MergeRule rule = MergeRule.USUAL.laterBy("changed");

        assertThat(resolved(
                        rule,
                        Prefer.NEWEST,
                        candidate(newer, "{'id':1,'a':2,'changed':5.0}"),
                        candidate(older, "{'id':1,'a':1,'changed':6.5}")))
                .isEqualTo("{'id':1,'a':1,'changed':6.5}");
        assertThat(resolved(
                        rule,
                        Prefer.NEWEST,
                        candidate(newer, "{'id':1,'a':2,'changed':5}"),
                        candidate(older, "{'id':1,'a':1,'changed':5.0}")))
                .isEqualTo("{'id':1,'a':2,'changed':5}");
        assertThat(resolved(
                        rule,
                        Prefer.NEWEST,
                        candidate(newer, "{'id':1,'changed':null}"),
                        candidate(older, "{'id':1,'changed':1}")))
                .isEqualTo("{'id':1,'changed':1}");
    }

    @Test
    void thePreferredArchiveWinsWhateverTheTimes() {
        MergeRule rule = MergeRule.USUAL.laterBy("changed");
        Candidate one = candidate(newer, "{'id':1,'changed':9}");
        Candidate other = candidate(older, "{'id':1,'changed':1}");

        assertThat(resolved(rule, Prefer.FIRST, one, other)).isEqualTo("{'id':1,'changed':9}");
        assertThat(resolved(rule, Prefer.LAST, one, other)).isEqualTo("{'id':1,'changed':1}");
        assertThat(decisions.counts()).isEqualTo(Map.of(TABLE, Map.of(Decision.PREFERRED, 2L)));
    }

    @Test
    void aUsersOwnRowWinsOverALaterScrubbedOne() throws IOException {
        Input consent = SmallInput.in(folder, "consent")
                .taken(300)
                .mode(Mode.CONSENT, 8)
                .read();

        assertThat(resolved(
                        MergeRule.USUAL.wholeOf("id"),
                        Prefer.NEWEST,
                        candidate(older, "{'id':7,'a':'own'}"),
                        candidate(consent, "{'id':7,'a':'scrubbed'}")))
                .isEqualTo("{'id':7,'a':'own'}");
        assertThat(decisions.counts()).isEqualTo(Map.of(TABLE, Map.of(Decision.WHOLE, 1L)));
    }

    @Test
    void theRowsOfThoseWhoConsentAreWhole() throws IOException {
        Input consent =
                SmallInput.in(folder, "consent").taken(50).mode(Mode.CONSENT, 7).read();
        Input open =
                SmallInput.in(folder, "public").taken(400).mode(Mode.PUBLIC).read();
        Candidate own = candidate(consent, "{'id':7,'a':1}");

        assertThat(resolved(MergeRule.USUAL.wholeOf("id"), Prefer.NEWEST, candidate(open, "{'id':7,'a':3}"), own))
                .isEqualTo("{'id':7,'a':1}");
        assertThat(resolved(
                        MergeRule.USUAL.wholeOf("id"),
                        Prefer.NEWEST,
                        candidate(open, "{'id':9,'a':3}"),
                        candidate(consent, "{'id':9,'a':2}")))
                .as("a consent export knows more than a public one, whoever it is")
                .isEqualTo("{'id':9,'a':2}");
    }

    @Test
    void betweenWholeRowsTheLaterOneStays() {
        assertThat(resolved(
                        MergeRule.USUAL.wholeOf("id"),
                        Prefer.NEWEST,
                        candidate(older, "{'id':7,'a':1}"),
                        candidate(newer, "{'id':7,'a':2}")))
                .isEqualTo("{'id':7,'a':2}");
        assertThat(decisions.counts()).isEqualTo(Map.of(TABLE, Map.of(Decision.LATER, 1L)));
    }

    @Test
    void listsAreUnitedInOrderAndEachIdOnce() {
        assertThat(resolved(
                        MergeRule.USUAL.uniting("messages"),
                        Prefer.NEWEST,
                        candidate(older, "{'id':1,'messages':[9,3],'a':1}"),
                        candidate(newer, "{'id':1,'messages':[3,10],'a':1}")))
                .isEqualTo("{'id':1,'messages':[3,9,10],'a':1}");
        assertThat(decisions.counts()).isEqualTo(Map.of(TABLE, Map.of(Decision.UNITED, 1L)));
    }

    @Test
    void aRowMayBeLaterAndUnited() {
        assertThat(resolved(
                        MergeRule.USUAL.uniting("messages"),
                        Prefer.NEWEST,
                        candidate(older, "{'id':1,'messages':[9],'a':1}"),
                        candidate(newer, "{'id':1,'messages':[3],'a':2}")))
                .isEqualTo("{'id':1,'messages':[3,9],'a':2}");
        assertThat(decisions.counts()).isEqualTo(Map.of(TABLE, Map.of(Decision.LATER, 1L)));
    }

    @Test
    void theOrderOfTheInputsIsNoMatter() {
        List<Candidate> candidates = List.of(
                candidate(older, "{'id':1,'a':1}"),
                candidate(newer, "{'id':1,'a':2}"),
                candidate(newer, "{'id':1,'a':3}"));

        String one = resolved(MergeRule.USUAL, Prefer.NEWEST, candidates.get(0), candidates.get(1), candidates.get(2));
        String other =
                resolved(MergeRule.USUAL, Prefer.NEWEST, candidates.get(2), candidates.get(1), candidates.get(0));

        assertThat(one).isEqualTo(other).isEqualTo("{'id':1,'a':3}");
    }

    @Test
    void ofTheSameTimeARealmsArchiveWinsOverThatOfAUser() throws IOException {
        Input user = SmallInput.in(folder, "user").taken(200).ofUser(7).read();

        assertThat(resolved(
                        MergeRule.USUAL,
                        Prefer.NEWEST,
                        candidate(newer, "{'id':1,'a':1}"),
                        candidate(user, "{'id':1,'a':2}")))
                .isEqualTo("{'id':1,'a':1}");
    }

    @Test
    void ofTheSameTimeOriginalBytesWinOverATranslation() throws IOException {
        Input translated =
                SmallInput.in(folder, "zulips").taken(200).translated().read();

        assertThat(resolved(
                        MergeRule.USUAL,
                        Prefer.NEWEST,
                        candidate(newer, "{'id':1,'a':1}"),
                        candidate(translated, "{'id':1,'a':2}")))
                .isEqualTo("{'id':1,'a':1}");
    }

    @Test
    void theLogHoldsWhatStaysAndWhatDoesNot() throws IOException {
        resolved(
                MergeRule.USUAL, Prefer.NEWEST, candidate(older, "{'id':1,'a':1}"), candidate(newer, "{'id':1,'a':2}"));
        Path log = folder.resolve("log");

        decisions.writeLog(log);

        assertThat(Files.readString(log))
                .isEqualTo(SmallInput.json("{'table':'zerver_stream','id':1,'rule':'later',"
                        + "'kept':{'input':'newer','row':{'id':1,'a':2}},"
                        + "'others':[{'input':'older','row':{'id':1,'a':1}}]}\n"));
    }

    private String resolved(MergeRule rule, Prefer prefer, Candidate... candidates) {
        List<Input> inputs =
                Arrays.stream(candidates).map(Candidate::input).distinct().toList();
        Resolver resolver = new Resolver(MergeTask.of(inputs, prefer, Deletions.KEEP), TABLE, rule, decisions);
        Resolver.Resolved resolved = resolver.resolveAll(1, List.of(candidates));
        return new String(resolved.row(), StandardCharsets.UTF_8).replace('"', '\'');
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.realmferry.extract.Export;
import org.realmferry.run.Attempt;
import org.realmferry.run.Finding;
import org.realmferry.run.work.Progress;

/** The top of a run's page, and its findings. */
class HeadlineTest {
    private static final Instant NOON = Instant.parse("2025-03-31T12:00:00Z");

    @Test
    void theVerdictComesFirst() {
        assertThat(headline(List.of(), attempts(1))).contains("<p class=\"state good\">Done, no findings</p>");
        assertThat(headline(List.of(finding("a", "x")), attempts(1)))
                .contains("<p class=\"state warn\">Done, with 1 finding</p>");
        assertThat(headline(List.of(finding("a", "x"), finding("a", "y")), attempts(1)))
                .contains("Done, with 2 findings");
    }

    @Test
    void whatOthersNamedIsNoMarkup() {
        assertThat(headline(List.of(), attempts(1)))
                .contains("<dd><bdi>zulip &lt;b&gt;</bdi></dd>")
                .contains("<dt>Server</dt><dd><bdi>Zulip 11.0</bdi></dd>")
                .doesNotContain("<b>");
    }

    @Test
    void withoutRealmsAndUsersThereAreNoTilesOfThem() {
        assertThat(headline(List.of(), attempts(1)))
                .contains("<dt>messages</dt><dd>0</dd>")
                .doesNotContain("<dt>realms</dt>")
                .doesNotContain("<dt>single users</dt>");
    }

    @Test
    void aRunOfOneAttemptSaysNothingOfAttempts() {
        assertThat(headline(List.of(), attempts(1))).doesNotContain("attempt");
        assertThat(headline(List.of(), attempts(2)))
                .contains("The run took 2 attempts; no rows of messages were kept from earlier ones.");
    }

    @Test
    void ofManyAttemptsTheLastTwentyAreShownByTheirNumbers() {
        String page = headline(List.of(), attempts(25));

        assertThat(page).contains("<ol start=\"6\">");
        assertThat(page.split("<li>", -1)).hasSize(21);
    }

    @Test
    void findingsStandByKindAndAreFolded() {
        List<Finding> findings = new ArrayList<>(IntStream.range(0, 25)
                .mapToObj(i -> finding("missing-file", "place " + i + "."))
                .toList());
        findings.add(finding("another", "elsewhere"));

        String page = findings(findings);

        assertThat(page.indexOf("<span>another</span>")).isBetween(0, page.indexOf("<span>missing-file</span>"));
        assertThat(page).contains("<span class=\"number\">25</span>", "<summary>5 more</summary>");
        assertThat(page.indexOf("place 20.")).isGreaterThan(page.indexOf("<summary>"));
        assertThat(page.indexOf("place 19.")).isLessThan(page.indexOf("<summary>"));
    }

    @Test
    void aFindingOfNoRealmIsOfAll() {
        assertThat(findings(List.of(new Finding("kind", "", "place", "message"))))
                .contains("<td><bdi>all</bdi></td>");
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        String smiles = "\ud83d\ude00".repeat(501);

        assertThat(findings(List.of(finding("kind", smiles))))
                .contains("<bdi>" + "\ud83d\ude00".repeat(500) + "\u2026</bdi>");
    }

    private static Finding finding(String kind, String place) {
        return new Finding(kind, "acme", place, "it is so");
    }

    private static List<Attempt> attempts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Attempt(
                        NOON.plusSeconds(i),
                        Optional.empty(),
                        i == count - 1 ? Attempt.End.UNDER_WAY : Attempt.End.FINISHED,
                        Optional.empty()))
                .toList();
    }

    private static String headline(List<Finding> findings, List<Attempt> attempts) {
        Html html = new Html();
        new Headline(report(findings, attempts), html).write();
        return html.toString();
    }

    private static String findings(List<Finding> findings) {
        Html html = new Html();
        new FindingTables(report(findings, attempts(1)), html).write();
        return html.toString();
    }

    private static RunReport report(List<Finding> findings, List<Attempt> attempts) {
        return new RunReport(
                new RunReport.Origin("realmferry", "zulip <b>", "11.0", "1-1", "full"),
                new RunReport.Course(attempts, NOON.plusSeconds(90), new Progress(List.of()), List.of()),
                new Export.Summary(List.of(), List.of(), new TreeMap<>()),
                findings,
                List.of(),
                "",
                Path.of("/srv/move"));
    }
}

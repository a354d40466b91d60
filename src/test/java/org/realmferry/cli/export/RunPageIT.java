/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.Ran;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.Browser;

/** {@code report.html} of a server whose people chose their names to do harm, in a browser. */
@ExtendWith(SharedSource.class)
@TestInstance(Lifecycle.PER_CLASS)
class RunPageIT {
    private static final String DATABASE = "hostile";
    private static final String IMAGE = "<img src=\"http://127.0.0.1:9/x.png\" onerror=\"document.title='owned'\">";
    private static final String SCRIPT = "</title></style><script>document.title='owned'</script>";
    private static final String SHORT = "<script>document.title='X'</script>";
    private static final String LONG = "w".repeat(37);
    private static final String PATH = "w".repeat(200);

    /** The texts of a page that are less readable than WCAG's AA asks for, each with its contrast. */
    private static final String PALE = """
            (() => {
              const parse = c => c.match(/[\\d.]+/g).map(Number);
              const light = c => {
                const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const back = e => {
                for (; e; e = e.parentElement) {
                  const c = parse(getComputedStyle(e).backgroundColor);
                  if (c.length === 3 || c[3] === 1) return c;
                }
                return [255, 255, 255];
              };
              const pale = [];
              const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              let count = 0;
              while (nodes.nextNode()) {
                const text = nodes.currentNode.textContent.trim();
                if (!text) continue;
                count++;
                const e = nodes.currentNode.parentElement;
                const a = light(parse(getComputedStyle(e).color)) + 0.05;
                const b = light(back(e)) + 0.05;
                const contrast = Math.max(a, b) / Math.min(a, b);
                if (contrast < 4.5) pale.push(text + ': ' + contrast);
              }
              if (count < 100) pale.push('only ' + count + ' texts');
              return pale.join('\\n');
            })()""";

    private final SourceServer source;
    private Browser browser;
    private Path folder;
    private Path run;

    RunPageIT(SourceServer source) {
        this.source = source;
    }

    @BeforeAll
    void exportAndOpen(@TempDir Path temporary) throws IOException, InterruptedException, SQLException {
        folder = temporary;
        browser = Browser.start();
        source.copyDatabase(DATABASE);
        source.execute(
                DATABASE,
                "UPDATE zulip.zerver_realm SET name = '" + quoted(SHORT) + "' WHERE string_id = 'acme'",
                "UPDATE zulip.zerver_realm SET string_id = '<u>" + LONG + "' WHERE string_id = 'orchard'",
                "UPDATE zulip.zerver_userprofile SET delivery_email = '<i>eve</i>@example.com' WHERE id ="
                        + " (SELECT min(id) FROM zulip.zerver_userprofile WHERE NOT is_bot AND realm_id ="
                        + " (SELECT id FROM zulip.zerver_realm WHERE string_id = 'acme'))",
                "UPDATE zulip.zerver_attachment SET path_id = realm_id || '/" + quoted(IMAGE + SCRIPT + PATH)
                        + "/' || id WHERE id IN" + " (SELECT id FROM zulip.zerver_attachment ORDER BY id LIMIT 40)");
        run = folder.resolve("run");
        List<String> words = new ArrayList<>(source.export(DATABASE, source.uploads(), run));
        words.removeAll(List.of("--realm", "acme"));
        words.addAll(List.of("--all-realms", "--user", "acme:<i>eve</i>@example.com"));
        Ran ran = Ran.command(words);
        assertThat(ran.status()).as(ran.text()).isEqualTo(1);
        browser.resize(1280);
        browser.open(page().toUri());
    }

    @AfterAll
    void closeTheBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    private Path page() {
        return run.resolve("report.html");
    }

    private static String quoted(String text) {
        return text.replace("'", "''");
    }

    @Test
    void onlyItsOwnerCanReadIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page())))
                .isEqualTo("rw-------");
    }

    @Test
    void namesAreTextAndNothingElse() {
        assertThat(browser.value("document.title")).isEqualTo("realmferry: export of 3 realms and 1 user");
        assertThat(browser.value("document.querySelectorAll('script, img, u, i, a, iframe, link').length"))
                .isEqualTo(0L);
        assertThat(text())
                .contains(IMAGE + SCRIPT + PATH)
                .contains(SHORT)
                .contains("<u>" + LONG)
                .contains("acme:<i>eve</i>@example.com")
                .contains("refused-file");
    }

    @Test
    void nothingIsAskedForAndNothingIsRefused() {
        assertThat(browser.events("Network.requestWillBeSent"))
                .extracting(event -> event.get("documentURL"))
                .containsOnly(page().toUri().toString())
                .hasSize(1);
        assertThat(browser.events("Log.entryAdded")).isEmpty();
        assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
        assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    }

    @Test
    void thePolicyRefusesWhatWouldBeAskedFor() throws IOException, InterruptedException {
        String spoiled = Files.readString(page())
                .replace("</body>", "<script>document.title='owned'</script>" + IMAGE + "</body>");
        try (Browser other = Browser.start()) {
            other.open(
                    Files.writeString(folder.resolve("spoiled.html"), spoiled).toUri());

            assertThat(other.value("document.title")).isEqualTo("realmferry: export of 3 realms and 1 user");
            assertThat(other.events("Log.entryAdded").toString()).contains("Content Security Policy");
        }
    }

    @Test
    void whatLeftIsInItsTables() throws IOException {
        long messages = Files.readAllLines(run.resolve("acme/messages-000001.json")).stream()
                .filter(line -> line.contains("\"sender\":"))
                .count();
        assertThat(messages).isPositive();
        assertThat(browser.value("[...document.querySelectorAll('h2')].map(h => h.textContent).join()"))
                .isEqualTo("What to do next,Exported archives,Findings,How long each part took,Rates over time,"
                        + "Exported rows by class of data and table,What is never exported");
        assertThat(browser.value("[...document.querySelectorAll('.card h4 span:first-child')].slice(0, 7)"
                        + ".map(h => h.textContent).join()"))
                .isEqualTo("public realm data,cross-realm data,disjoint user data,recipient data,message data,"
                        + "file-related data,files");
        assertThat(browser.value("[...document.querySelectorAll('.card tbody tr')]"
                        + ".find(row => row.children[0].textContent === 'zerver_message').children[1].textContent"))
                .isEqualTo(String.valueOf(messages));
        assertThat(browser.value("[...document.querySelectorAll('table')].every(t => t.querySelector('th[scope]'))"))
                .isEqualTo(true);
        assertThat(browser.value("[...document.querySelectorAll('svg')].every(s => s.getAttribute('aria-label'))"))
                .isEqualTo(true);
        assertThat(browser.value("document.querySelectorAll('.durations svg').length"))
                .isEqualTo(20L);
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 1280, 1600})
    void noWidthMakesItScrollSideways(int width) {
        browser.resize(width);

        assertThat(browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo(0L);
        assertThat(browser.value("innerWidth")).isEqualTo((long) width);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyTextIsReadable(String scheme) {
        browser.resize(1280);
        browser.prefer(scheme);

        assertThat(browser.value("matchMedia('(prefers-color-scheme: dark)').matches"))
                .isEqualTo(scheme.equals("dark"));
        assertThat(browser.value("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(scheme.equals("dark") ? "rgb(18, 21, 27)" : "rgb(245, 246, 248)");
        assertThat(browser.value(PALE)).isEqualTo("");
    }

    @Test
    void itPrints() {
        String pdf = new String(browser.print(), StandardCharsets.ISO_8859_1);

        assertThat(pdf).startsWith("%PDF-");
        assertThat(Pattern.compile("/Type\\s*/Page\\b(?!s)")
                        .matcher(pdf)
                        .results()
                        .count())
                .isBetween(1L, 20L);
    }

    @Test
    void aVerificationKnowsTheFile() {
        Ran ran = Ran.command(List.of("verify", run.toString(), "--journal", "none"));

        assertThat(ran.text()).doesNotContain("report.html");
    }

    private String text() {
        return String.valueOf(browser.value("document.body.textContent"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.realmferry.Checksum;
import org.realmferry.Words;
import org.realmferry.archive.disk.TextFile;
import org.realmferry.archive.disk.Written;
import org.realmferry.schema.Resources;

/** The page of a run, {@code report.html}. */
public final class RunPage {
    private static final String STYLE = "\n" + String.join("\n", Resources.lines(RunPage.class, "report.css")) + "\n";

    private final RunReport run;
    private final Html html = new Html();

    private RunPage(RunReport run) {
        this.run = run;
    }

    /** Writes the page: whole or not there. Fails with {@code TARGET}. */
    public static Written write(Path path, RunReport run) {
        return TextFile.write(path, List.of(of(run)));
    }

    /** The page as text. */
    static String of(RunReport run) {
        RunPage page = new RunPage(run);
        page.html.in("html", List.of("lang", "en"), page::page);
        return page.html.toString();
    }

    private void page() {
        html.in("head", this::head);
        html.in("body", () -> {
            new Headline(run, html).write();
            html.in("main", () -> {
                new NextSteps(run, html).write();
                new WhatLeft(run, html).write();
                new FindingTables(run, html).write();
                new Durations(run, html).write();
                new Rates(run, html).write();
                new ByTable(run, html).write();
                new WhatStays(html).write();
            });
            html.in("footer", () -> html.text("p", "Made by " + run.origin().tool() + ". This page loads nothing."));
        });
    }

    private void head() {
        html.empty("meta", List.of("charset", "utf-8"));
        html.empty("meta", List.of("http-equiv", "Content-Security-Policy", "content", policy()));
        html.empty("meta", List.of("name", "viewport", "content", "width=device-width, initial-scale=1"));
        html.empty("meta", List.of("name", "color-scheme", "content", "light dark"));
        html.empty("meta", List.of("name", "referrer", "content", "no-referrer"));
        html.text("title", "realmferry: " + title(run));
        html.style(STYLE);
    }

    /** Nothing may be loaded or run; of styles only this page's own. */
    private static String policy() {
        byte[] digest = Checksum.begin().digest(STYLE.getBytes(StandardCharsets.UTF_8));
        return "default-src 'none'; style-src 'sha256-" + Base64.getEncoder().encodeToString(digest)
                + "'; base-uri 'none'; form-action 'none'";
    }

    /** {@code export of acme, orchard and 2 users}. */
    static String title(RunReport run) {
        int realms = run.summary().realms().size();
        int users = run.summary().users().size();
        String realmsShown = realms == 1
                ? run.summary().realms().get(0).realm().label()
                : realms == 0 ? "" : Words.counted(realms, "realm");
        String and = realmsShown.isEmpty() || users == 0 ? "" : " and ";
        return "export of " + realmsShown + and + (users == 0 ? "" : Words.counted(users, "user"));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.List;
import org.realmferry.extract.RealmSummary;

/** What to do with the archives now. */
final class NextSteps {
    private final RunReport run;
    private final Html html;

    NextSteps(RunReport run, Html html) {
        this.run = run;
        this.html = html;
    }

    void write() {
        String folder = run.root().toAbsolutePath().normalize().toString();
        html.in("section", () -> {
            html.text("h2", "What to do next");
            html.in("ol.steps", () -> {
                step(
                        "Verify the archives, here and again after you copy them: ",
                        "realmferry verify " + quoted(folder));
                run.summary().realms().stream()
                        .findFirst()
                        .ifPresent(realm -> step(
                                run.summary().realms().size() == 1
                                        ? "Import it on the new server: "
                                        : "Import each realm on the new server: ",
                                "manage.py import " + importWords(realm, folder)));
            });
            html.text("p.note", run.advice());
        });
    }

    private void step(String what, String command) {
        html.in("li", () -> {
            html.text(what);
            html.text("code", List.of("dir", "ltr"), command);
        });
    }

    private static String importWords(RealmSummary realm, String folder) {
        String archive = String.valueOf(realm.archive().getFileName());
        return quoted(realm.realm().stringId()) + " " + quoted(folder + "/" + archive);
    }

    /** A word as a shell reads it. */
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./@%+=:,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.List;
import java.util.Locale;
import org.realmferry.Words;
import org.realmferry.run.work.ExportPhase;
import org.realmferry.run.work.PhaseTimes.Time;
import org.realmferry.run.work.Progress.Lane;

/** How long each part of each realm took: a bar from when it began to when it ended, and how busy workers were. */
final class Durations {
    private static final int LANES_SHOWN = 50;

    private final RunReport run;
    private final Html html;

    Durations(RunReport run, Html html) {
        this.run = run;
        this.html = html;
    }

    void write() {
        List<Lane> lanes = run.course().progress().lanes();
        html.in("section", () -> {
            html.text("h2", "How long each part took");
            html.text(
                    "p",
                    "Each bar shows a part from its start to its end, on the time axis of the run: "
                            + Tables.duration(run.course().seconds()) + ". Work is the sum over all workers.");
            html.in("table.durations", () -> {
                html.in(
                        "thead",
                        () -> html.in("tr", () -> {
                            html.text("th", List.of("scope", "col"), "part");
                            html.text("th", List.of("scope", "col"), "when");
                            html.text("th.number", List.of("scope", "col"), "from, to");
                            html.text("th.number", List.of("scope", "col"), "work");
                        }));
                lanes.stream().limit(LANES_SHOWN).forEach(this::lane);
            });
            Tables.more(html, lanes.size() - LANES_SHOWN, "realm", "the seconds in run.json");
        });
    }

    private void lane(Lane lane) {
        html.in("tbody", () -> {
            html.in("tr", () -> html.name("th", List.of("scope", "rowgroup", "colspan", "4"), lane.name()));
            lane.parts().times().forEach(this::part);
        });
    }

    private void part(ExportPhase part, Time time) {
        html.in("tr", () -> {
            html.text("th", List.of("scope", "row"), part.title());
            html.in("td.bar", () -> bar(part, time));
            html.text("td.number", Words.seconds(time.began()) + " – " + Words.seconds(time.ended()) + " s");
            html.text("td.number", Tables.duration(time.busy()));
        });
    }

    private void bar(ExportPhase part, Time time) {
        double all = Math.max(run.course().seconds(), time.ended());
        String label = part.title() + ": from " + Words.seconds(time.began()) + " to " + Words.seconds(time.ended())
                + " of " + Words.seconds(all) + " seconds";
        List<String> frame =
                List.of("viewBox", "0 0 100 10", "preserveAspectRatio", "none", "role", "img", "aria-label", label);
        html.in("svg", frame, () -> {
            html.empty("rect.track", List.of("x", "0", "y", "0", "width", "100", "height", "10"));
            html.empty(
                    "rect.part",
                    List.of(
                            "x",
                            number(100 * time.began() / all),
                            "y",
                            "0",
                            "width",
                            number(Math.max(0.5, 100 * (time.ended() - time.began()) / all)),
                            "height",
                            "10"));
        });
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}

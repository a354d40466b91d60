/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.realmferry.Words;
import org.realmferry.run.work.Timeline.Sample;

/** How fast rows and bytes were written, over the time of a run. */
final class Rates {
    private static final int LEAST_POINTS = 2;
    private static final double LEAST_SECONDS = 0.02;
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 100;

    private final RunReport run;
    private final Html html;

    Rates(RunReport run, Html html) {
        this.run = run;
        this.html = html;
    }

    /** A rate between two samples, at the later one. */
    private record Point(double seconds, double rate) {}

    void write() {
        html.in("section", () -> {
            html.text("h2", "Rates over time");
            if (points(Sample::rows).size() < LEAST_POINTS) {
                html.text("p", "The run was too short for a chart.");
            } else {
                html.in("div.charts", () -> {
                    chart("Rows", Sample::rows, 1000, rate -> Words.count(Math.round(rate)) + "/s");
                    chart("Bytes", Sample::bytes, 1024, rate -> Words.bytes(Math.round(rate)) + "/s");
                });
            }
        });
    }

    private List<Point> points(ToLongFunction<Sample> count) {
        List<Point> points = new ArrayList<>();
        Sample last = new Sample(0, 0, 0);
        for (Sample sample : run.course().samples()) {
            double seconds = sample.seconds() - last.seconds();
            if (seconds >= LEAST_SECONDS) {
                points.add(
                        new Point(sample.seconds(), (count.applyAsLong(sample) - count.applyAsLong(last)) / seconds));
                last = sample;
            }
        }
        return points;
    }

    private void chart(String title, ToLongFunction<Sample> count, int step, DoubleFunction<String> words) {
        List<Point> points = points(count);
        double end = points.get(points.size() - 1).seconds();
        double most = points.stream().mapToDouble(Point::rate).max().orElse(0);
        double top = roundedUp(most, step);
        Sample last = run.course().samples().get(run.course().samples().size() - 1);
        String sentence = title + " per second: " + words.apply(count.applyAsLong(last) / end) + " on average, "
                + words.apply(most) + " at most";
        html.in("figure", () -> {
            html.text("figcaption", sentence);
            html.in("div.plot", () -> {
                html.in("div.y", List.of("aria-hidden", "true"), () -> {
                    html.text("span", words.apply(top));
                    html.text("span", words.apply(top / 2));
                    html.text("span", "0");
                });
                curve(points, end, top, sentence);
                html.in("div.x", List.of("aria-hidden", "true"), () -> {
                    html.text("span", "0 s");
                    html.text("span", Tables.duration(end / 2));
                    html.text("span", Tables.duration(end));
                });
            });
        });
    }

    private void curve(List<Point> points, double end, double top, String label) {
        String line = points.stream()
                .map(point ->
                        number(WIDTH * point.seconds() / end) + "," + number(HEIGHT - HEIGHT * point.rate() / top))
                .collect(Collectors.joining(" "));
        String from = "0," + number(HEIGHT - HEIGHT * points.get(0).rate() / top);
        List<String> frame = List.of(
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "preserveAspectRatio",
                "none",
                "role",
                "img",
                "aria-label",
                label);
        html.in("svg", frame, () -> {
            for (int y : List.of(0, HEIGHT / 2, HEIGHT)) {
                html.empty(
                        "line.grid", List.of("x1", "0", "x2", String.valueOf(WIDTH), "y1", number(y), "y2", number(y)));
            }
            html.empty(
                    "polygon.area",
                    List.of("points", "0," + HEIGHT + " " + from + " " + line + " " + WIDTH + "," + HEIGHT));
            html.empty("polyline.line", List.of("points", from + " " + line));
        });
    }

    /** The least of 1, 2 and 5 times a power of ten, in units of a power of the step, that is not below. */
    private static double roundedUp(double value, int step) {
        double unit = 1;
        while (value / unit >= step) {
            unit *= step;
        }
        double rounded = unit;
        for (int i = 0; rounded < value; i++) {
            rounded *= i % 3 == 1 ? 2.5 : 2;
        }
        return rounded;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}

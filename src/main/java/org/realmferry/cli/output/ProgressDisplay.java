/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.realmferry.Words;
import org.realmferry.run.work.Progress;
import org.realmferry.run.work.Progress.Lane;

/**
 * Shows how far a run is, on standard error: on a terminal a line for each realm and one for the run, drawn again and
 * again; otherwise a plain line now and then.
 */
public final class ProgressDisplay implements AutoCloseable {
    private static final long REDRAW_MILLIS = 250;
    private static final long LOG_MILLIS = 15_000;
    private static final int MOST_LANES = 10;
    private static final int WIDEST_BAR = 30;
    private static final int WITHOUT_BAR = 40;

    private final Console console;
    private final boolean json;
    private final Progress progress;
    private final String noun;
    private final Thread thread = new Thread(this::show, "progress");
    private int drawn;
    private boolean complete;
    private boolean ended;

    private ProgressDisplay(Console console, boolean json, Progress progress, String noun) {
        this.console = console;
        this.noun = noun;
        this.json = json;
        this.progress = progress;
    }

    public static ProgressDisplay start(Console console, boolean json, Progress progress) {
        return start(console, json, progress, "realm");
    }

    /** As {@link #start(Console, boolean, Progress)}, where a lane is something else than a realm. */
    public static ProgressDisplay start(Console console, boolean json, Progress progress, String noun) {
        ProgressDisplay display = new ProgressDisplay(console, json, progress, noun);
        display.thread.setDaemon(true);
        display.thread.start();
        return display;
    }

    /** All is done; the last picture says so. */
    public synchronized void complete() {
        complete = true;
    }

    private boolean live() {
        return console.terminal().present() && !json;
    }

    private void show() {
        try {
            while (true) {
                Thread.sleep(live() ? REDRAW_MILLIS : LOG_MILLIS);
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tick() {
        if (live()) {
            draw();
        } else if (json) {
            console.out().println(JsonLine.of("progress", values()));
            console.out().flush();
        } else {
            console.err().println(plain());
            console.err().flush();
        }
    }

    private Map<String, Object> values() {
        return Map.of(
                "fraction", Math.round(progress.fraction() * 1000) / 1000.0,
                "rows", progress.rows(),
                "rows_per_second", progress.rowsPerSecond(progress.lanes()),
                "seconds", Math.round(progress.seconds()));
    }

    private String plain() {
        long finished = progress.lanes().stream().filter(Lane::finished).count();
        return String.format(
                Locale.ROOT,
                "%d%%, %s rows, %s rows/s, %d of %s done%s",
                percent(progress.fraction()),
                Words.count(progress.rows()),
                Words.count(progress.rowsPerSecond(progress.lanes())),
                finished,
                Words.counted(progress.lanes().size(), noun),
                left(progress.lanes()));
    }

    private String left(List<Lane> lanes) {
        OptionalDouble seconds = progress.secondsLeft(lanes);
        return seconds.isEmpty() ? "" : ", " + Words.duration(seconds.getAsDouble()) + " left";
    }

    private static int percent(double fraction) {
        return (int) Math.floor(fraction * 100);
    }

    private void draw() {
        StringBuilder picture = new StringBuilder();
        if (drawn > 0) {
            picture.append("\033[").append(drawn).append('A');
        }
        List<String> lines = lines();
        for (String line : lines) {
            picture.append("\r\033[K").append(line).append('\n');
        }
        picture.append("\033[J");
        drawn = lines.size();
        console.err().print(picture);
        console.err().flush();
    }

    private List<String> lines() {
        List<Lane> shown = progress.lanes().stream()
                .filter(lane -> progress.lanes().size() <= MOST_LANES || (!lane.finished() && lane.planned() > 0))
                .limit(MOST_LANES)
                .toList();
        int name = shown.stream().mapToInt(lane -> lane.name().length()).max().orElse(0);
        name = Math.min(Math.max(name, all().length()), console.terminal().columns() / 3);
        List<String> lines = new ArrayList<>();
        for (Lane lane : shown) {
            lines.add(line(name, lane.name(), lane.fraction(), List.of(lane)));
        }
        lines.add(line(name, all(), progress.fraction(), progress.lanes()));
        return lines;
    }

    private String all() {
        return "all " + noun + "s";
    }

    private String line(int nameWidth, String name, double fraction, List<Lane> lanes) {
        String rest = fraction >= 1
                ? Words.count(lanes.stream().mapToLong(Lane::rows).sum()) + " rows"
                : Words.count(progress.rowsPerSecond(lanes)) + " rows/s" + left(lanes);
        int room = Math.max(0, Math.min(WIDEST_BAR, console.terminal().columns() - nameWidth - WITHOUT_BAR));
        String label = Console.printable(name);
        label = label.length() > nameWidth ? label.substring(0, nameWidth) : label;
        String line = String.format(
                Locale.ROOT, "%-" + nameWidth + "s  %s %3d%%  %s", label, bar(room, fraction), percent(fraction), rest);
        return line.length() < console.terminal().columns()
                ? line
                : line.substring(0, console.terminal().columns() - 1);
    }

    private String bar(int width, double fraction) {
        int full = (int) Math.floor(width * fraction);
        boolean unicode = console.terminal().unicode();
        return (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : "-").repeat(width - full);
    }

    /** Shows nothing more after the last picture. */
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (live() && (drawn > 0 || complete)) {
                draw();
                console.err().println();
                console.err().flush();
            }
        }
    }

    @Override
    public void close() {
        end();
    }
}

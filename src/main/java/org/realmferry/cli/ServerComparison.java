/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.realmferry.against.Comparison;
import org.realmferry.against.ComparisonSummary;
import org.realmferry.against.Server;
import org.realmferry.extract.Source;
import org.realmferry.postgres.WorkMemory;
import org.realmferry.rules.Rules;
import org.realmferry.run.Progress;
import org.realmferry.selection.Mode;
import org.realmferry.verify.Finding;
import org.realmferry.verify.Notes;

/**
 * The comparison of archives with a server. It connects twice: before anything long begins, to see whether it is the
 * right server, and when the archives have been verified, so that no snapshot holds up a busy server meanwhile.
 */
final class ServerComparison {
    private final List<String> names;
    private final Comparison comparison;
    private final DatabaseOptions.Place place;
    private final Map<String, String> environment;
    private final Mode mode;

    ServerComparison(
            Map<String, Path> archives, DatabaseOptions.Place place, Map<String, String> environment, Mode mode) {
        names = new ArrayList<>(archives.keySet());
        comparison = new Comparison(archives);
        this.place = place;
        this.environment = environment;
        this.mode = mode;
    }

    /** The database's name for people. */
    String name() {
        return place.database().describe();
    }

    /** Fails where the server is not the one that the archives came from. */
    void check() {
        with(1, server -> {
            comparison.check(server);
            return server;
        });
    }

    List<ComparisonSummary> run(Console console, boolean json, int jobs, Consumer<Finding> findings, Notes notes) {
        return with(jobs, server -> {
            comparison.check(server);
            Progress progress = new Progress(names);
            try (ProgressDisplay display = ProgressDisplay.start(console, json, progress)) {
                List<ComparisonSummary> summaries = comparison.run(server, jobs, findings, progress, notes);
                display.complete();
                return summaries;
            }
        });
    }

    private <T> T with(int jobs, Function<Server, T> action) {
        try (Source source = ServerRelease.open(place, environment, Rules.tables(), WorkMemory.usual(jobs))) {
            return action.apply(new Server(
                    source, ServerRelease.of(source, place.database(), Optional.empty()), name(), mode, Version.TEXT));
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.ProgressDisplay;
import org.realmferry.cli.output.Version;
import org.realmferry.cli.server.DatabaseOptions;
import org.realmferry.cli.server.ServerRelease;
import org.realmferry.compare.Comparison;
import org.realmferry.compare.ComparisonSummary;
import org.realmferry.compare.LiveServer;
import org.realmferry.postgres.WorkMemory;
import org.realmferry.rules.Rules;
import org.realmferry.run.work.Progress;
import org.realmferry.selection.Mode;
import org.realmferry.source.Source;
import org.realmferry.verify.finding.VerificationNotes;
import org.realmferry.verify.finding.VerifyFinding;

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

    List<ComparisonSummary> run(
            Console console, boolean json, int jobs, Consumer<VerifyFinding> findings, VerificationNotes notes) {
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

    private <T> T with(int jobs, Function<LiveServer, T> action) {
        try (Source source = ServerRelease.open(place, environment, Rules.tables(), WorkMemory.usual(jobs))) {
            return action.apply(new LiveServer(
                    source, ServerRelease.of(source, place.database(), Optional.empty()), name(), mode, Version.TEXT));
        }
    }
}

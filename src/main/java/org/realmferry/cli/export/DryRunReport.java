/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.realmferry.Words;
import org.realmferry.cli.output.Console;
import org.realmferry.cli.output.FindingLines;
import org.realmferry.cli.output.JsonLine;
import org.realmferry.cli.output.TextTable;
import org.realmferry.extract.Estimate;
import org.realmferry.extract.Packing;
import org.realmferry.extract.UserEstimate;
import org.realmferry.pack.PackChoice;
import org.realmferry.run.Findings;
import org.realmferry.run.life.RunDescription;
import org.realmferry.schema.ZulipRelease;

/** What {@code --dry-run} says: rows by table and realm, files, bytes, and whether the disk holds them. */
final class DryRunReport {
    private static final int REALMS_SIDE_BY_SIDE = 4;

    private final Console console;
    private final RunDescription run;
    private final Optional<PackChoice> pack;
    private final ZulipRelease release;

    DryRunReport(Console console, RunDescription run, Optional<PackChoice> pack, ZulipRelease release) {
        this.console = console;
        this.run = run;
        this.pack = pack;
        this.release = release;
    }

    void print(List<Estimate> estimates, List<UserEstimate> users, Findings findings) {
        long folders = estimates.stream().mapToLong(Estimate::bytes).sum()
                + users.stream().mapToLong(UserEstimate::bytes).sum();
        long files = estimates.stream().mapToLong(Estimate::fileBytes).sum()
                + users.stream().mapToLong(UserEstimate::fileBytes).sum();
        long bytes = folders + new Packing(pack).estimate(folders, files);
        OptionalLong free = free(run.directory());
        if (run.json()) {
            json(estimates, users, findings, bytes, free);
        } else {
            text(estimates, users, findings, bytes, free);
        }
        console.out().flush();
    }

    private void json(
            List<Estimate> estimates, List<UserEstimate> users, Findings findings, long bytes, OptionalLong free) {
        findings.sorted()
                .forEach(finding -> console.out().println(JsonLine.of("finding", FindingLines.values(finding))));
        for (Estimate estimate : estimates) {
            console.out()
                    .println(JsonLine.of(
                            "estimate",
                            Map.of(
                                    "realm", estimate.realm().stringId(),
                                    "rows", estimate.rows(),
                                    "files", estimate.files(),
                                    "file_bytes", estimate.fileBytes(),
                                    "estimated_bytes", estimate.bytes())));
        }
        users.forEach(user -> console.out().println(JsonLine.of("user-estimate", values(user))));
        console.out()
                .println(JsonLine.of(
                        "summary",
                        Map.of(
                                "zulip_version", release.version(),
                                "realms", estimates.size(),
                                "users", users.size(),
                                "estimated_bytes", bytes,
                                "free_bytes", free.orElse(-1),
                                "fits", free.isEmpty() || free.getAsLong() > bytes,
                                "findings", findings.sorted().size())));
    }

    private void text(
            List<Estimate> estimates, List<UserEstimate> users, Findings findings, long bytes, OptionalLong free) {
        TextTable table = new TextTable("realm", "messages", "usermessages", "other rows", "files", "estimated bytes");
        estimates.forEach(estimate -> table.row(
                estimate.realm().label(),
                Words.count(estimate.messages()),
                Words.count(estimate.userMessages()),
                Words.count(estimate.otherRows()),
                Words.count(estimate.files()),
                Words.bytes(estimate.bytes())));
        users.forEach(user -> table.row(
                user.user().label(),
                Words.count(user.messages()),
                "",
                Words.count(user.otherRows()),
                Words.count(user.files()),
                Words.bytes(user.bytes())));
        print(table);
        for (int from = 0; from < estimates.size(); from += REALMS_SIDE_BY_SIDE) {
            print(rows(estimates.subList(from, Math.min(estimates.size(), from + REALMS_SIDE_BY_SIDE))));
        }
        FindingLines.shown(findings.sorted()).forEach(console.out()::println);
        console.out()
                .println("Zulip " + release.version() + ". Nothing was written. An export would need about "
                        + Words.bytes(bytes)
                        + (pack.isPresent() ? " with its packs" : "")
                        + disk(bytes, free));
        console.out()
                .println("Bytes, and usermessages of realms with over " + Words.count(Estimate.exactUpTo())
                        + " messages, are estimated from samples.");
    }

    private static Map<String, Object> values(UserEstimate user) {
        return Map.of(
                "realm", user.user().realm().stringId(),
                "user_id", user.user().user().id(),
                "email", user.user().user().deliveryEmail(),
                "messages", user.messages(),
                "other_rows", user.otherRows(),
                "files", user.files(),
                "estimated_bytes", user.bytes());
    }

    private static TextTable rows(List<Estimate> estimates) {
        List<String> headers = new ArrayList<>(List.of("rows by table"));
        Set<String> tables = new LinkedHashSet<>();
        for (Estimate estimate : estimates) {
            headers.add(estimate.realm().label());
            tables.addAll(estimate.rows().keySet());
        }
        TextTable table = new TextTable(headers);
        for (String name : tables) {
            List<String> cells = new ArrayList<>(List.of(name));
            estimates.forEach(estimate -> cells.add(Words.count(estimate.rows().getOrDefault(name, 0L))));
            table.row(cells);
        }
        return table;
    }

    private void print(TextTable table) {
        table.lines(console.terminal().tableWidth()).forEach(console.out()::println);
        console.out().println();
    }

    private String disk(long bytes, OptionalLong free) {
        if (free.isEmpty()) {
            return ".";
        }
        String there = "; " + Words.bytes(free.getAsLong()) + " are free on the target";
        return free.getAsLong() > bytes
                ? there + "."
                : there + ": NOT ENOUGH. Free some space, or choose another --output.";
    }

    /** Bytes that are free on the file system of a folder that need not exist yet. */
    private static OptionalLong free(Path output) {
        Path folder = output.toAbsolutePath();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        try {
            return folder == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}

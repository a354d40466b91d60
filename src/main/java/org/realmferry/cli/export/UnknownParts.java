/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.List;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.rules.Rules;
import org.realmferry.run.Finding;
import org.realmferry.run.Findings;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipRelease;

/** Tables and columns of a server that no rule knows: they stop an export, or stay behind with a finding. */
final class UnknownParts {
    private UnknownParts() {}

    /**
     * Stops an export of a server with anything unknown, or takes note of what stays behind. Fails with {@code CONFIGURATION}.
     *
     * @param skip whether it may stay behind
     */
    static void settle(Schema schema, ZulipRelease release, boolean skip, Findings findings) {
        List<String> undecided = Rules.undecided(schema);
        if (!undecided.isEmpty() && !skip) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    undecided.stream()
                            .map(name -> "no rule knows the " + kind(name) + " " + name)
                            .toList(),
                    "--unknown-tables skip leaves them out and reports them. realmferry rules --unknown describes"
                            + " them, as a basis for new rules.",
                    null);
        }
        if (release.isNewerThanKnown()) {
            List<String> gone = Rules.missing(schema, ZulipRelease.newest());
            if (!undecided.isEmpty() || !gone.isEmpty()) {
                findings.add(new Finding("newer-release", "", "zulip_version", importable(release, undecided, gone)));
            }
        }
        for (String name : undecided) {
            findings.add(new Finding("unknown-" + kind(name), "", name, "no rule knows it; it was left out"));
        }
    }

    private static String importable(ZulipRelease release, List<String> undecided, List<String> gone) {
        return "the server runs Zulip " + release.version() + ", newer than " + ZulipRelease.newest()
                + ", the newest that this version of realmferry knows: only a server of the same version and the same"
                + " migrations can import the archives."
                + (undecided.isEmpty()
                        ? ""
                        : " They lack " + String.join(", ", undecided)
                                + ": a table is empty after the import, a column has its default; if Zulip's model has none,"
                                + " the import stops.")
                + (gone.isEmpty()
                        ? ""
                        : " The server has no " + String.join(", ", gone) + " any more: these are not exported.")
                + " Test an import before you rely on it, or use a newer realmferry";
    }

    private static String kind(String name) {
        return name.contains(".") ? "column" : "table";
    }
}

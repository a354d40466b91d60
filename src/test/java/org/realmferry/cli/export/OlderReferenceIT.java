/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.OlderServers;
import org.realmferry.cli.PutRight;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.RealServer;

/** Our exports of servers of older releases, by the rules of these, beside those that Zulip itself made. */
@ExtendWith(OlderServers.Shared.class)
@TestInstance(Lifecycle.PER_CLASS)
class OlderReferenceIT {
    /** What we put right; which rows of these differ, and how, {@link PutRight} says. */
    private static final List<String> PUT_RIGHT = List.of(
            "--ignore", "zerver_recipient",
            "--ignore", "zerver_subscription",
            "--ignore-field", "zerver_realmauditlog.acting_user",
            "--ignore-field", "zerver_usergroup.direct_members");

    private static final List<String> MORE_MESSAGES =
            List.of("--ignore", "zerver_message", "--ignore", "zerver_usermessage", "--ignore", "zerver_attachment");

    private static final List<String> WHOLE_SECONDS = List.of(
            "--ignore-field", "zerver_userprofile.last_login",
            "--ignore-field", "zerver_userprofile.date_joined",
            "--ignore-field", "zerver_userprofile.last_reminder",
            "--ignore-field", "zerver_userprofile_mirrordummy.last_login",
            "--ignore-field", "zerver_userprofile_mirrordummy.date_joined",
            "--ignore-field", "zerver_userprofile_mirrordummy.last_reminder");

    private final OlderServers servers;
    private final Map<String, Path> runs = new HashMap<>();

    @TempDir
    private static Path folder;

    OlderReferenceIT(OlderServers servers) {
        this.servers = servers;
    }

    @ParameterizedTest
    @CsvSource({
        "8.1, zulip, full",
        "8.1, lear, full",
        "8.1, zephyr, full",
        "8.1, zulip, consent",
        "8.1, lear, consent",
        "8.1, zulip, public",
        "8.1, lear, public",
        "8.1, zephyr, public",
        "5.7, zulip, full",
        "5.7, lear, full",
        "5.7, zephyr, full",
        "5.7, zulip, consent",
        "5.7, lear, consent",
        "5.7, zephyr, consent",
        "5.7, zulip, public",
        "5.7, lear, public",
        "5.7, zephyr, public",
        "1.4.3, acme-robotics.com, full",
        "1.4.3, northwind.org, full",
        "1.4.3, mit.edu, full",
        "1.4.3, zulip.com, full",
        "1.4.3, northwind.org, subset"
    })
    void anArchiveEqualsZulipsOwnButForWhatIsPutRight(String release, String realm, String mode)
            throws IOException, SQLException {
        String name = release.equals("1.4.3") ? realm : realm + "-" + mode;
        String export = mode.equals("subset") ? "northwind-subset" : name;
        Path archive = run(release, mode).resolve(realm);
        RealServer real = RealServer.ofZulip(release);
        ExportedArchive theirs =
                ExportedArchive.read(real.unpackAny(export, folder.resolve("theirs-" + release + "-" + export)));
        PutRight differences = new PutRight(theirs, ExportedArchive.read(archive));

        ChildProcess comparison = compare(real, export, archive, differences.more("zerver_message") > 0);

        long files = differences.more("zerver_attachment");
        assertThat(differences.unexplained()).isEmpty();
        assertThat(comparison.text()).contains("reference rows compared, " + files + " differences");
        assertThat(comparison.text().lines().filter(line -> line.matches("files: uploads: .* only in actual")))
                .hasSize((int) files);
        assertThat(comparison.status()).isEqualTo(files > 0 ? 1 : 0);
    }

    /** Exports all realms in a mode, when it is needed first. */
    private Path run(String release, String mode) throws IOException, SQLException {
        Path done = runs.get(release + mode);
        if (done != null) {
            return done;
        }
        Path output = folder.resolve("ours-" + release + "-" + mode);
        ExportedServer source = servers.of(release);
        ExportOutcome outcome = mode.equals("subset")
                ? new ExportedServer(
                                source.server(),
                                source.database(),
                                source.uploads(),
                                source.salt(),
                                List.of("northwind.org"))
                        .export(output, options(source, release, mode))
                : source.export(output, options(source, release, mode));
        // Users of 1.4.3 have pictures that are not in its store.
        assertThat(outcome.status()).as(outcome.text()).isLessThanOrEqualTo(release.equals("1.4.3") ? 1 : 0);
        runs.put(release + mode, output);
        return output;
    }

    private String[] options(ExportedServer source, String release, String mode) throws IOException, SQLException {
        List<String> options = new ArrayList<>(List.of("--consent-rules", "release", "--force"));
        if (mode.equals("subset")) {
            Path list = source.writeApprovals(
                    folder.resolve("subset.csv"),
                    List.of(9L, 13L, 14L, 22L, 24L, 27L, 31L, 36L, 38L, 43L),
                    "northwind.org");
            options.addAll(List.of("--approvals", list.toString()));
        } else {
            options.addAll(mode.equals("consent") ? OlderServers.byConsent(release) : List.of("--mode", mode));
        }
        return options.toArray(String[]::new);
    }

    private static ChildProcess compare(RealServer real, String export, Path archive, boolean messagesDiffer)
            throws IOException {
        List<String> options = new ArrayList<>(PUT_RIGHT);
        if (messagesDiffer) {
            options.addAll(MORE_MESSAGES);
        }
        if (real.folder().endsWith("zulip-1.4.3")) {
            options.addAll(WHOLE_SECONDS);
        }
        return real.compareWith(real.folder().resolve("exports").resolve(export + ".tar.gz"), archive, options);
    }
}

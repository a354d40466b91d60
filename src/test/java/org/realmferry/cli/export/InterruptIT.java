/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.cli.Ran;
import org.realmferry.cli.RunFolder;
import org.realmferry.cli.RunningCommand;
import org.realmferry.cli.SharedSource;
import org.realmferry.cli.SourceServer;
import org.realmferry.sample.ChildProcess;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.TcpProxy;

/** Ctrl-C: the run ends tidy, and says how to go on. */
@ExtendWith(SharedSource.class)
class InterruptIT {
    private final SourceServer source;

    @TempDir
    private Path folder;

    private RunFolder run;

    InterruptIT(SourceServer source) {
        this.source = source;
    }

    @BeforeEach
    void name() {
        run = new RunFolder(folder.resolve("the run"));
    }

    @Test
    void aRunThatIsInterruptedEndsTidyAndGoesOnWithTheCommandThatItSays() throws Exception {
        Ran ran;
        try (Connection gate = source.server().connect(SourceServer.DATABASE)) {
            RunningCommand command = startBehind(gate, source.export(run.root()));
            interrupt(command);
            ran = command.await();
        }

        assertThat(ran.status()).as(ran.text()).isEqualTo(130);
        assertThat(ran.err().lines().filter(line -> line.startsWith("realmferry: ")))
                .containsExactly("realmferry: interrupted; finished work is kept in " + run.root());
        assertThat(run.leftovers()).allMatch(path -> path.endsWith(".messages"));
        assertThat(Ran.command(List.of("status", run.root().toString())).out())
                .contains(" failed ", "interrupted; finished work is kept");
        String again = "Resume with: realmferry export ";
        String command = ran.err()
                .lines()
                .filter(line -> line.startsWith(again))
                .map(line -> line.substring(again.length()))
                .findFirst()
                .orElseThrow();
        assertThat(command).contains(" --output '" + run.root() + "'");
        Ran resumed = inShell(command);
        assertThat(resumed.status()).as(resumed.text()).isZero();
        assertThat(run.root().resolve("acme/realmferry.json")).exists();
        assertThat(run.leftovers()).isEmpty();
    }

    @Test
    void aRunThatWaitsForItsServerIsInterruptedAtOnce() throws Exception {
        Ran ran;
        try (Connection gate = source.server().connect(SourceServer.DATABASE);
                TcpProxy proxy = new TcpProxy(source.server().port(), number -> TcpProxy.Fate.LIVE)) {
            String address = EmbeddedServer.uri(proxy.port(), SourceServer.DATABASE);
            RunningCommand command =
                    startBehind(gate, SourceServer.with(source.export(run.root(), "--json"), "--database", address));
            proxy.disappear();
            while (command.process().isAlive()
                    && !Files.readString(command.out()).contains("\"type\":\"retry\"")) {
                Thread.sleep(20);
            }
            interrupt(command);
            ran = command.await();
        }

        assertThat(ran.status()).as(ran.text()).isEqualTo(130);
        assertThat(ran.out().lines().reduce((first, second) -> second))
                .hasValueSatisfying(last -> assertThat(last)
                        .contains("\"type\":\"error\"", "\"status\":130", "interrupted; finished work is kept"));
        assertThat(run.leftovers()).allMatch(path -> path.endsWith(".messages"));
    }

    private RunningCommand startBehind(Connection gate, List<String> words)
            throws IOException, SQLException, InterruptedException {
        gate.setAutoCommit(false);
        try (Statement statement = gate.createStatement()) {
            statement.execute("LOCK TABLE zulip.zerver_alertword IN ACCESS EXCLUSIVE MODE");
        }
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(RunningCommand.java(words));
        RunningCommand running = RunningCommand.start(folder, Map.of(), command);
        while (running.process().isAlive() && run.journal("begun").isEmpty()) {
            Thread.sleep(1);
        }
        assertThat(running.process().isAlive()).isTrue();
        return running;
    }

    private static void interrupt(RunningCommand command) throws IOException {
        assertThat(ChildProcess.run(
                                "kill", "-INT", String.valueOf(command.process().pid()))
                        .status())
                .isZero();
    }

    /** Runs realmferry with the words as a shell takes them. */
    private Ran inShell(String words) throws IOException, InterruptedException {
        String java = String.join(" ", RunningCommand.java(List.of("export")));
        return RunningCommand.start(folder, Map.of(), List.of("sh", "-c", java + " " + words))
                .await();
    }
}

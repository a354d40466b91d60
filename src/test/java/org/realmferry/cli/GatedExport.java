/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * An export that is kept from its end, and killed.
 *
 * @param folder for what the process says
 * @param gate locks a table that is read for no more than {@code realm.json}
 */
public record GatedExport(Path folder, RunFolder run, String gate) {
    /**
     * Lets the command run until so many realms have begun and so many further files of messages are done.
     *
     * @param connection to the database, for the lock
     */
    public void kill(Connection connection, List<String> words, int realms, int files)
            throws IOException, SQLException, InterruptedException {
        int begun = run.journal("begun").size() + realms;
        int wanted = run.journal("messages").size() + files;
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(gate);
            RunningCommand command = RunningCommand.start(folder, Map.of(), RunningCommand.java(words));
            while (command.process().isAlive()
                    && (run.journal("messages").size() < wanted
                            || run.journal("begun").size() < begun)) {
                Thread.sleep(1);
            }
            boolean alive = command.process().isAlive();
            command.process().destroyForcibly().waitFor();
            assertThat(alive).as(() -> text(command)).isTrue();
            connection.rollback();
        }
    }

    private static String text(RunningCommand command) {
        try {
            return command.await().text();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A server after Zulip's own import of an archive.
 *
 * @param dump the file of its database
 */
public record ImportFixture(Path dump) {
    /** A dump below the folder of fixtures, without its ending. */
    public static ImportFixture of(String name) {
        return new ImportFixture(Shared.fixtures().resolve(name + ".sql.gz"));
    }

    /** Fills a new database. */
    public void restore(EmbeddedServer server, String database) throws IOException, SQLException {
        Program.require("psql", "postgresql-client");
        server.createDatabase(database);
        Path sql = Files.createTempFile("dump", ".sql");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(dump))) {
            Files.write(sql, in.readAllBytes());
        }
        ChildProcess restored =
                run(server, "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", sql.toString());
        Files.delete(sql);
        if (restored.status() != 0) {
            throw new IOException(restored.text());
        }
    }

    /** Compares the realms of two databases, whatever their ids are. */
    public static ChildProcess compare(EmbeddedServer server, String reference, String actual, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                Shared.fixtures()
                        .resolve(Path.of("..", "tools", "compare-servers"))
                        .toString(),
                reference,
                actual,
                "--show",
                "20"));
        command.addAll(List.of(options));
        return run(server, command.toArray(String[]::new));
    }

    private static ChildProcess run(EmbeddedServer server, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGHOST", "127.0.0.1");
        builder.environment().put("PGPORT", String.valueOf(server.port()));
        builder.environment().put("PGUSER", EmbeddedServer.USER);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new ChildProcess(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Two Zulip servers for benchmarks of imports, as databases of one PostgreSQL: {@code source} has realms, {@code empty} has
 * only a small one, and the system bots. Prints where they are as lines of shell assignments, and runs until standard
 * input ends.
 */
public final class ImportService {
    private ImportService() {}

    /** Takes an empty folder for the uploads. */
    public static void main(String[] args) throws IOException, SQLException {
        Path folder = Path.of(args[0]);
        RealServer zulip = RealServer.ofZulip11();
        try (EmbeddedServer server = EmbeddedServer.start()) {
            zulip.restore(server, "source");
            ImportFixture.of("imports-11-dev/zephyr-full-as-mitb").restore(server, "empty");
            Path uploads = zulip.unpackUploads(Files.createDirectories(folder.resolve("uploads")));
            Path salt = zulip.writeSalt(folder.resolve("salt"));
            PrintStream out = System.out;
            out.println("port=" + server.port());
            out.println("uploads=" + uploads);
            out.println("salt=" + salt);
            out.println("tools=" + Shared.fixtures().resolveSibling("tools"));
            out.println("ready=yes");
            out.flush();
            while (System.in.read() >= 0) {
                // whoever started this closes its input when it is done
            }
        }
    }
}

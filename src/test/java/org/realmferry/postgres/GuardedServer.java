/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.realmferry.postgres.address.DatabaseAddress;

/**
 * A throw-away PostgreSQL that lets each of its users in by another way.
 *
 * <p>Anybody is {@code zulip} through the socket, nobody is {@code stranger}, {@code ann} has a password, and
 * {@code postgres} needs nothing over TCP.
 */
final class GuardedServer implements AutoCloseable {
    /** The server may see a peer under another name than we do, so every name is mapped to zulip. */
    private static final String PEERS = "anybody /^(.*)$ zulip\n";

    private static final String RULES = """
            host  all      postgres 127.0.0.1/32 trust
            local all      zulip                 peer map=anybody
            local all      stranger              peer
            local all      all                   scram-sha-256
            host  all      all      127.0.0.1/32 scram-sha-256
            """;

    private final EmbeddedPostgres postgres;
    private final Path sockets;

    private GuardedServer(EmbeddedPostgres postgres, Path sockets) {
        this.postgres = postgres;
        this.sockets = sockets;
    }

    static GuardedServer start(String passwordOfAnn) throws IOException, SQLException {
        Path sockets = Files.createTempDirectory("rf");
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("unix_socket_directories", sockets.toString())
                .setDataDirectoryCustomizer(GuardedServer::writeRules)
                .start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE zulip LOGIN");
            statement.execute("CREATE ROLE stranger LOGIN");
            statement.execute("CREATE ROLE ann LOGIN PASSWORD '" + passwordOfAnn.replace("'", "''") + "'");
            statement.execute("ALTER ROLE ann SET statement_timeout = '1s'");
            statement.execute("ALTER ROLE ann SET TimeZone = 'Asia/Tokyo'");
            statement.execute("ALTER ROLE ann SET DateStyle = 'German'");
            statement.execute("ALTER ROLE ann SET quote_all_identifiers = on");
            statement.execute("ALTER ROLE ann SET bytea_output = 'escape'");
            statement.execute("ALTER ROLE ann SET transform_null_equals = on");
            statement.execute("ALTER ROLE ann SET standard_conforming_strings = off");
            statement.execute("CREATE DATABASE zulip OWNER zulip");
            statement.execute("CREATE DATABASE closed");
            statement.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
            statement.execute("CREATE TABLE secrets (id int)");
        }
        return new GuardedServer(postgres, sockets);
    }

    /** The address in a URI without its scheme, where {@code %d} is this server's port and {@code %s} its socket. */
    DatabaseAddress address(String place) {
        String filled = place.replace("%s", sockets.toString().replace("/", "%2F"))
                .replace("%d", Integer.toString(postgres.getPort()));
        return DatabaseAddress.parse("postgresql://" + filled, Map.of());
    }

    private static void writeRules(File data) {
        try {
            Files.writeString(data.toPath().resolve("pg_hba.conf"), RULES);
            Files.writeString(data.toPath().resolve("pg_ident.conf"), PEERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        Files.deleteIfExists(sockets);
    }
}

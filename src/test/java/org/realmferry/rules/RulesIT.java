/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.RealServer;
import org.realmferry.schema.Schema;

/** The rules beside the catalog of a real server. */
@TestInstance(Lifecycle.PER_CLASS)
class RulesIT {
    private EmbeddedServer server;

    @BeforeAll
    void start() throws IOException, SQLException {
        RealServer real = RealServer.ofZulip11();
        server = EmbeddedServer.start();
        real.restore(server, "untouched");
        real.restore(server, "changed");
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void everyTableAndColumnOfARealServerIsDecided() {
        Schema schema = schemaOf("untouched");

        assertThat(schema.tables()).hasSizeGreaterThan(100);
        assertThat(Rules.undecided(schema)).isEmpty();
        assertThat(Rules.missing(schema, "11.0-dev+git")).isEmpty();
    }

    @Test
    void whatIsNewOrGoneIsNamed() throws SQLException {
        try (Connection connection = server.connect("changed");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE zulip.zerver_newthing (id int PRIMARY KEY)");
            statement.execute("CREATE TABLE zulip.\"zerver_Größe\" (id int)");
            statement.execute("ALTER TABLE zulip.zerver_stream ADD colour text, ADD email_token text");
            statement.execute("ALTER TABLE zulip.zerver_userprofile ADD \"a \"\"b\"\"\" int");
            statement.execute("ALTER TABLE zulip.zerver_draft ADD anything text");
            statement.execute("DROP TABLE zulip.zerver_savedsnippet");
        }
        Schema schema = schemaOf("changed");

        assertThat(Rules.undecided(schema))
                .containsExactly(
                        "zerver_Größe", "zerver_newthing", "zerver_stream.colour", "zerver_userprofile.a \"b\"");
        assertThat(Rules.missing(schema, "11.0-dev+git")).containsExactly("zerver_savedsnippet");
    }

    private Schema schemaOf(String database) {
        DatabaseAddress address = DatabaseAddress.parse(server.uri(database), Map.of());
        Connections connections = new Connections(address, Optional.empty(), Map.of());
        try (PostgresSource source = PostgresSource.open(connections, address, List.of())) {
            return source.schema();
        }
    }
}

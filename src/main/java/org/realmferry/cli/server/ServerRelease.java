/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.postgres.Connections;
import org.realmferry.postgres.PostgresSource;
import org.realmferry.postgres.WorkMemory;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.rules.ArchivedColumns;
import org.realmferry.rules.Rules;
import org.realmferry.schema.Schema;
import org.realmferry.schema.ZulipRelease;
import org.realmferry.source.ReleaseSource;
import org.realmferry.source.Source;

/** Which Zulip a database is of, and whether this version of realmferry knows that one. */
public final class ServerRelease {
    private static final String OLDEST = "1.4";

    private ServerRelease() {}

    /** Opens the database of a server that can be exported. Fails with {@code CONFIGURATION} for another one. */
    public static Source open(DatabaseOptions.Place place, Map<String, String> environment, List<String> tables) {
        return open(place, environment, tables, WorkMemory.usual(1));
    }

    /** The same for several readers. */
    public static Source open(
            DatabaseOptions.Place place, Map<String, String> environment, List<String> tables, WorkMemory memory) {
        Connections connections = new Connections(place.database(), place.configuredPassword(), environment);
        Source source =
                new ReleaseSource(PostgresSource.open(connections, place.database(), tables, memory), place.bots());
        try {
            of(source, place.database(), Optional.empty());
            return source;
        } catch (Failure e) {
            source.close();
            throw e;
        }
    }

    /**
     * The release of a server. Fails with {@code CONFIGURATION} for one that can't be exported.
     *
     * @param given what a person says that it is
     */
    public static ZulipRelease of(Source source, DatabaseAddress database, Optional<String> given) {
        ZulipRelease release = given.map(ZulipRelease::new).orElseGet(() -> ZulipRelease.of(source.migrations()));
        // A newer release may have given up any table.
        List<String> missing =
                release.isNewerThanKnown() ? List.of() : Rules.missing(source.schema(), release.version());
        if (!release.isAtLeast(OLDEST) || !missing.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the database " + database.describe() + " has Zulip " + release.version()
                            + (missing.isEmpty() ? "" : ", and lacks " + String.join(", ", missing))
                            + "; this version of realmferry exports Zulip " + OLDEST + " to " + ZulipRelease.newest(),
                    "Upgrade the server to Zulip " + OLDEST + " at least, or name the right database.");
        }
        requireOwnTypes(source.schema());
        return release;
    }

    private static void requireOwnTypes(Schema schema) {
        List<ArchivedColumns.Altered> altered = ArchivedColumns.altered(schema);
        if (altered.isEmpty()) {
            return;
        }
        throw new Failure(
                ExitStatus.CONFIGURATION,
                altered.stream()
                        .map(column -> column.table() + "." + column.column() + " has the type " + column.type()
                                + ", but Zulip has " + column.own())
                        .toList(),
                "As the owner of the tables, give the columns their types back, and run the same command again: "
                        + altered.stream()
                                .map(column -> "ALTER TABLE \"" + schema.name() + "\"." + column.table()
                                        + " ALTER COLUMN " + column.column() + " TYPE " + column.own() + " USING "
                                        + column.column() + "::" + column.own() + ";")
                                .collect(Collectors.joining(" "))
                        + " Numbers that are not whole are rounded by that; to find them first: SELECT id FROM TABLE"
                        + " WHERE COLUMN <> trunc(COLUMN);",
                null);
    }
}

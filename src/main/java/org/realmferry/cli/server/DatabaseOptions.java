/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.cli.command.Problems;
import org.realmferry.config.ZulipConfig;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.rules.language.BotAddresses;
import picocli.CommandLine.Option;

/** The options that say where a Zulip server has its database. What is given by hand wins over Zulip's configuration. */
public final class DatabaseOptions {
    private static final String SERVICE = "PGSERVICE";
    private static final Path DEFAULT_CONFIG = Path.of("/etc/zulip");

    @Option(
            names = "--database",
            paramLabel = "URI",
            description = {
                "postgresql://USER@HOST/DB or jdbc:postgresql:...",
                "Password: PGPASSWORD, ~/.pgpass or Zulip's own.",
                "Default: Zulip's configuration"
            })
    private @Nullable String database;

    @Option(
            names = "--zulip-config",
            paramLabel = "DIR",
            description = "Folder of settings.py. Default: /etc/zulip, if there")
    private @Nullable Path zulipConfig;

    private final String option;

    /** Those of a command line. */
    public DatabaseOptions() {
        this("--database", null, null);
    }

    /**
     * What another option of a command line says.
     *
     * @param option its name
     */
    public DatabaseOptions(String option, @Nullable String database, @Nullable Path zulipConfig) {
        this.option = option;
        this.database = database;
        this.zulipConfig = zulipConfig;
    }

    /**
     * Where the database is.
     *
     * @param configuredPassword of the database, from Zulip's configuration
     * @param bots the system bots' addresses, from there too
     */
    public record Place(DatabaseAddress database, Optional<Secret> configuredPassword, BotAddresses bots) {}

    /** For a command that needs nothing else. Empty where it is missing or wrong; that is then among the problems. */
    public Optional<Place> place(Map<String, String> environment, Problems problems) {
        return problems.unless(() -> config(true)).flatMap(config -> place(environment, config, problems));
    }

    /** Empty where it is missing or wrong; that is then among the problems. */
    Optional<Place> place(Map<String, String> environment, Optional<ZulipConfig> config, Problems problems) {
        return problems.unless(() -> address(environment, config))
                .map(address -> new Place(address, password(address, config), bots()));
    }

    /** Whether the database is named by hand. */
    boolean given() {
        return database != null;
    }

    /**
     * Zulip's own configuration, which is read only where something is left to know from it.
     *
     * @param restGiven whether all that a command needs beside the database is given by hand
     */
    Optional<ZulipConfig> config(boolean restGiven) {
        if (zulipConfig != null) {
            return Optional.of(ZulipConfig.readFrom(zulipConfig));
        }
        boolean complete = given() && restGiven;
        return Files.isDirectory(DEFAULT_CONFIG) && !complete
                ? Optional.of(ZulipConfig.readFrom(DEFAULT_CONFIG))
                : Optional.empty();
    }

    /** What the settings say of the system bots; nothing where there are none that this user may read. */
    private BotAddresses bots() {
        return new BotAddresses(ZulipConfig.systemBots(zulipConfig == null ? DEFAULT_CONFIG : zulipConfig));
    }

    /** The server's host, where a configuration that this user may read says so. */
    Optional<String> externalHost() {
        return ZulipConfig.externalHost(zulipConfig == null ? DEFAULT_CONFIG : zulipConfig);
    }

    private DatabaseAddress address(Map<String, String> environment, Optional<ZulipConfig> config) {
        if (database != null) {
            return DatabaseAddress.parse(database, environment);
        }
        Optional<DatabaseAddress> configured = config.flatMap(ZulipConfig::database);
        String service = environment.getOrDefault(SERVICE, "");
        if (service.isEmpty()) {
            return configured.orElseThrow(() -> missing("the database", option, config));
        }
        if (configured.isPresent()) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    SERVICE + "=" + service + " and Zulip's configuration both name a database: "
                            + configured.get().describe(),
                    "For the service give " + option + " postgresql://; for Zulip's own database unset " + SERVICE
                            + ".");
        }
        return DatabaseAddress.parse("postgresql://", environment);
    }

    /** Zulip's own password is for Zulip's own server only. */
    private static Optional<Secret> password(DatabaseAddress address, Optional<ZulipConfig> config) {
        return config.filter(c -> c.database()
                        .filter(own -> own.host().equals(address.host())
                                && own.port() == address.port()
                                && own.socketDirectory().equals(address.socketDirectory())
                                && own.user().equals(address.user()))
                        .isPresent())
                .flatMap(ZulipConfig::databasePassword);
    }

    /** The failure of something that neither an option nor the configuration names. */
    static Failure missing(String what, String option, Optional<ZulipConfig> config) {
        if (config.isPresent()) {
            return new Failure(
                    ExitStatus.COMMAND_LINE,
                    what + " is unknown: " + option + " is missing, and Zulip's configuration names none"
                            + " that realmferry can read without running it",
                    "Give " + option + ".");
        }
        return new Failure(
                ExitStatus.COMMAND_LINE,
                what + " is unknown: " + option + " is missing, and there is no Zulip configuration",
                "Give " + option + ", or --zulip-config DIR.");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.cli.command.Problems;
import org.realmferry.config.AvatarSalt;
import org.realmferry.config.ZulipConfig;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.rules.language.BotAddresses;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where a Zulip server has its data. What is given by hand wins over Zulip's configuration. */
public final class SourceOptions {
    private static final String SALT =
            "Give the server's zulip-secrets.conf, or a file that holds only its value of avatar_salt.";

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--uploads",
            paramLabel = "DIR",
            description = "Folder of local uploads. Default: Zulip's configuration")
    private @Nullable Path uploads;

    @Mixin
    private S3Options s3 = new S3Options();

    @Option(
            names = "--avatar-salt-file",
            paramLabel = "FILE",
            description = "zulip-secrets.conf, or its avatar_salt. Default: Zulip's configuration")
    private @Nullable Path avatarSaltFile;

    @Option(
            names = "--zulip-version",
            paramLabel = "VERSION",
            description = "Release of the server. Default: detected from its migrations")
    private @Nullable String zulipVersion;

    /**
     * Where the data is.
     *
     * @param configuredPassword of the database, from Zulip's configuration
     * @param bots the system bots' addresses, from there too
     */
    public record Places(
            DatabaseAddress database,
            Optional<Secret> configuredPassword,
            FileStoreOptions files,
            Optional<Secret> avatarSalt,
            BotAddresses bots) {}

    /** Empty where a part is missing or wrong; what it is, is then among the problems. */
    public Optional<Places> places(Map<String, String> environment, Problems problems) {
        Optional<Optional<ZulipConfig>> read =
                problems.unless(() -> database.config(uploads != null && avatarSaltFile != null));
        Optional<ZulipConfig> config = read.flatMap(c -> c);
        // What a configuration that can't be read would have said is not missing.
        boolean byHandOnly = read.isEmpty();
        Optional<DatabaseOptions.Place> place =
                byHandOnly && !database.given() ? Optional.empty() : database.place(environment, config, problems);
        Optional<FileStoreOptions> files = byHandOnly && uploads == null && !s3.complete()
                ? Optional.empty()
                : problems.unless(() -> files(config));
        // A salt that can't be read is a problem by now; to call it missing as well would be a second one.
        Optional<Secret> salt = problems.unless(() -> avatarSalt(config)).orElse(Optional.of(new Secret("")));
        if (place.isEmpty() || files.isEmpty()) {
            return Optional.empty();
        }
        DatabaseOptions.Place of = place.get();
        return Optional.of(new Places(of.database(), of.configuredPassword(), files.get(), salt, of.bots()));
    }

    /** The server's host, {@code EXTERNAL_HOST}, where a configuration says so. */
    public Optional<String> externalHost() {
        return database.externalHost();
    }

    public Optional<String> zulipVersion() {
        return Optional.ofNullable(zulipVersion);
    }

    private FileStoreOptions files(Optional<ZulipConfig> config) {
        if (uploads != null && s3.given()) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    "--uploads and --s3 options are both given",
                    "A server keeps its files in one place: give only that one.");
        }
        if (uploads != null) {
            return new FileStoreOptions.Local(uploads);
        }
        if (s3.given() || config.map(ZulipConfig::usesS3).orElse(false)) {
            return new FileStoreOptions.S3(s3.address(config));
        }
        return new FileStoreOptions.Local(config.flatMap(ZulipConfig::uploads)
                .orElseThrow(() -> DatabaseOptions.missing(
                        "the place of uploaded files", "--uploads or --s3-uploads-bucket", config)));
    }

    private Optional<Secret> avatarSalt(Optional<ZulipConfig> config) {
        if (avatarSaltFile == null) {
            return config.flatMap(ZulipConfig::avatarSalt);
        }
        Access.require(avatarSaltFile);
        try {
            Optional<Secret> salt = AvatarSalt.in(Files.readString(avatarSaltFile));
            if (salt.isEmpty()) {
                throw new Failure(
                        ExitStatus.COMMAND_LINE,
                        "--avatar-salt-file " + avatarSaltFile + " contains no avatar salt",
                        SALT);
            }
            return salt;
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    "--avatar-salt-file " + avatarSaltFile + " can't be read: " + PrivateFiles.reason(e),
                    SALT,
                    e);
        }
    }
}

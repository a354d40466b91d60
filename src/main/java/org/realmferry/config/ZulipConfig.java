/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.postgres.address.DatabaseAddress;

/**
 * What the configuration of a Zulip server, mostly in {@code /etc/zulip}, says about its data.
 *
 * @param database empty where only Python could tell the address
 * @param databasePassword the password for {@code database}, where Zulip itself uses one
 * @param uploads the directory of uploaded files; empty where they are in S3 or only Python could tell
 * @param avatarSalt with which Zulip makes the names of files of avatars
 * @param usesS3 whether uploaded files are in S3, as Zulip decides it: buckets, and no local directory
 * @param s3 what it says of S3
 * @see <a href="https://github.com/zulip/zulip/blob/main/zproject/computed_settings.py">Zulip's own reading of it</a>
 */
public record ZulipConfig(
        Optional<DatabaseAddress> database,
        Optional<Secret> databasePassword,
        Optional<Path> uploads,
        Optional<Secret> avatarSalt,
        boolean usesS3,
        S3 s3) {
    /**
     * What a configuration says of S3; a part is empty where it is not set or only Python could tell it.
     *
     * @param addressingStyle {@code auto}, {@code path} or {@code virtual}
     */
    public record S3(
            Optional<String> uploadsBucket,
            Optional<String> avatarsBucket,
            Optional<String> endpoint,
            Optional<String> region,
            Optional<String> addressingStyle,
            Optional<Keys> keys) {}

    /** An access key of S3 with its secret. */
    public record Keys(String key, Secret secret) {
        @Override
        public String toString() {
            return "(keys)";
        }
    }

    private static final String UPLOADS_BUCKET = "S3_AUTH_UPLOADS_BUCKET";
    private static final String AVATARS_BUCKET = "S3_AVATAR_BUCKET";
    private static final String HOST = "REMOTE_POSTGRES_HOST";
    private static final String PORT = "REMOTE_POSTGRES_PORT";
    private static final String SSLMODE = "REMOTE_POSTGRES_SSLMODE";
    private static final String UPLOADS = "LOCAL_UPLOADS_DIR";
    private static final List<String> SYSTEM_BOTS = List.of("EMAIL_GATEWAY_BOT", "NOTIFICATION_BOT", "WELCOME_BOT");

    /**
     * Reads {@code settings.py}, {@code zulip.conf} and {@code zulip-secrets.conf}; either of the first two is enough.
     *
     * @throws Failure of kind {@code CONFIGURATION} where there is no configuration, {@code SOURCE} where this user may not
     *     read it
     */
    public static ZulipConfig readFrom(Path directory) {
        Optional<String> settingsText = textOf(directory.resolve("settings.py"));
        Optional<String> configText = textOf(directory.resolve("zulip.conf"));
        if (settingsText.isEmpty() && configText.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    directory
                            + (Files.isDirectory(directory) ? " is not a Zulip configuration" : " is not a directory"),
                    "Give the directory that holds Zulip's settings.py; on most servers this is /etc/zulip.");
        }
        Optional<String> secretsText = textOf(directory.resolve("zulip-secrets.conf"));
        return of(
                directory,
                PythonSettings.parse(settingsText.orElse("")),
                IniFile.parse(configText.orElse("")),
                IniFile.parse(secretsText.orElse("")));
    }

    /**
     * The addresses that {@code settings.py} gives the system bots, by the names of the settings. Empty where there is no
     * such file, or it can't be read: they are not needed to begin.
     */
    public static Map<String, String> systemBots(Path directory) {
        Path file = directory.resolve("settings.py");
        if (!Files.isReadable(file)) {
            return Map.of();
        }
        PythonSettings settings = PythonSettings.parse(textOf(file).orElse(""));
        Map<String, String> addresses = new TreeMap<>();
        SYSTEM_BOTS.forEach(name -> settings.value(name).ifPresent(address -> addresses.put(name, address)));
        return addresses;
    }

    /** The host that {@code settings.py} gives the server, {@code EXTERNAL_HOST}; empty where that can't be read. */
    public static Optional<String> externalHost(Path directory) {
        Path file = directory.resolve("settings.py");
        return Files.isReadable(file)
                ? PythonSettings.parse(textOf(file).orElse("")).value("EXTERNAL_HOST")
                : Optional.empty();
    }

    private static Optional<String> textOf(Path file) {
        Access.require(file);
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    file + " can't be read",
                    "Run realmferry as root or as the user zulip: only they can read Zulip's configuration.",
                    e);
        }
    }

    private static ZulipConfig of(Path directory, PythonSettings settings, IniFile config, IniFile secrets) {
        String user = config.value("postgresql", "database_user").orElse("zulip");
        String name = config.value("postgresql", "database_name").orElse("zulip");
        Optional<String> password = secrets.value("secrets", "postgres_password");
        boolean isRemote = settings.value(HOST).isPresent();
        boolean isOverTcp = isRemote || (!user.equals("zulip") && password.isPresent());
        Map<String, String> parts = new TreeMap<>(Map.of("user", user, "dbname", name, "port", "5432"));
        if (isRemote) {
            parts.put("host", settings.value(HOST).orElseThrow());
            parts.put("port", settings.value(PORT).orElse("5432"));
            parts.put("sslmode", settings.value(SSLMODE).orElse("verify-full"));
        } else if (isOverTcp) {
            parts.put("host", "localhost");
        }
        boolean isKnown = Stream.of(HOST, PORT, SSLMODE).noneMatch(settings::isComputed);
        return new ZulipConfig(
                isKnown ? Optional.of(address(directory, parts)) : Optional.empty(),
                password.filter(p -> isOverTcp || !isKnown).map(Secret::new),
                settings.value(UPLOADS).map(Path::of),
                secrets.value("secrets", "avatar_salt").map(Secret::new),
                usesS3(settings),
                s3(settings, secrets));
    }

    private static S3 s3(PythonSettings settings, IniFile secrets) {
        Optional<Keys> keys = secrets.value("secrets", "s3_key")
                .flatMap(key -> secrets.value("secrets", "s3_secret_key").map(s -> new Keys(key, new Secret(s))));
        return new S3(
                settings.value(UPLOADS_BUCKET),
                settings.value(AVATARS_BUCKET),
                settings.value("S3_ENDPOINT_URL"),
                settings.value("S3_REGION"),
                settings.value("S3_ADDRESSING_STYLE"),
                keys);
    }

    private static boolean usesS3(PythonSettings settings) {
        boolean isLocal = settings.value(UPLOADS).isPresent() || settings.isComputed(UPLOADS);
        return !isLocal
                && Stream.of(UPLOADS_BUCKET, AVATARS_BUCKET)
                        .anyMatch(name -> settings.value(name).isPresent() || settings.isComputed(name));
    }

    private static DatabaseAddress address(Path directory, Map<String, String> parts) {
        String text = parts.entrySet().stream()
                .map(part -> part.getKey() + "=" + encoded(part.getValue()))
                .collect(Collectors.joining("&", "postgresql://?", ""));
        try {
            return DatabaseAddress.parse(text, Map.of());
        } catch (Failure e) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    e.problems().stream()
                            .map(problem -> directory + ": " + problem)
                            .toList(),
                    "Correct REMOTE_POSTGRES_* in settings.py and [postgresql] in zulip.conf, or give --database.",
                    e);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

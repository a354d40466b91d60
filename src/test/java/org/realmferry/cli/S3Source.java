/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.S3Server;

/**
 * A server that Zulip itself filled, with its files in S3, of which all is read from a Zulip configuration.
 *
 * @param database the name of its database
 */
public record S3Source(RealServer real, ExportedServer database, S3Server s3, Path folder) implements AutoCloseable {
    /** Starts PostgreSQL and an S3, and restores the fixture into them. */
    public static S3Source start(Path folder) throws IOException, SQLException {
        return start(RealServer.ofZulip11WithS3(), "objects", folder);
    }

    /** The same for a server whose local files Zulip's {@code transfer_uploads_to_s3} moved. */
    public static S3Source startTransferred(Path folder) throws IOException, SQLException {
        return start(RealServer.ofZulip11(), "objects-transferred", folder);
    }

    private static S3Source start(RealServer real, String objects, Path folder) throws IOException, SQLException {
        return restore(real, objects, EmbeddedServer.start(), S3Server.start(), folder);
    }

    @Override
    public void close() throws IOException {
        s3.close();
        database.server().close();
    }

    private static S3Source restore(RealServer real, String objects, EmbeddedServer server, S3Server s3, Path folder)
            throws IOException, SQLException {
        real.restore(server, "real");
        RealServer bucket = RealServer.ofZulip11WithS3();
        s3.load(bucket.folder().resolve(objects + ".json"), bucket.unpackObjects(objects, folder.resolve("objects")));
        Path salt = real.writeSalt(folder.resolve("salt"));
        return new S3Source(
                real, new ExportedServer(server, "real", folder.resolve("no-uploads"), salt, List.of()), s3, folder);
    }

    /** Exports, all of S3 read from Zulip's configuration. */
    public Ran export(Path output, String... options) throws IOException {
        return export(s3.endpoint().toString(), output, options);
    }

    /** Exports through a proxy. */
    public Ran export(String endpoint, Path output, String... options) throws IOException {
        return Ran.command(words("export", endpoint, List.of("--output", output.toString()), options));
    }

    /** The words of a command. */
    public List<String> words(String command, String endpoint, List<String> others, String... options)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(
                command,
                "--database",
                database.server().uri(database.database()),
                "--zulip-config",
                configuration(endpoint).toString()));
        Stream.concat(others.stream(), Stream.of(options)).forEach(words::add);
        return words;
    }

    /** A folder as {@code /etc/zulip} is on a server with S3. */
    public Path configuration(String endpoint) throws IOException {
        Path config = Files.createDirectories(folder.resolve("etc-" + Integer.toHexString(endpoint.hashCode())));
        Files.writeString(
                config.resolve("settings.py"),
                "S3_AUTH_UPLOADS_BUCKET = \"" + S3Server.UPLOADS + "\"\nS3_AVATAR_BUCKET = \"" + S3Server.AVATARS
                        + "\"\nS3_ENDPOINT_URL = \"" + endpoint + "\"\nS3_REGION = \"us-east-1\"\n");
        Files.writeString(
                config.resolve("zulip-secrets.conf"),
                "[secrets]\navatar_salt = " + Files.readString(database.salt()) + "s3_key = " + S3Server.key()
                        + "\ns3_secret_key = " + S3Server.secret() + "\n");
        return config;
    }
}

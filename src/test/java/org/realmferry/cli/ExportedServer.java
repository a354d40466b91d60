/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.SampleServer;
import org.realmferry.sample.SampleSize;

/**
 * A server from which a test exports some realms, with what an export needs.
 *
 * @param realms their short names
 */
public record ExportedServer(EmbeddedServer server, String database, Path uploads, Path salt, List<String> realms) {
    /** A server that Zulip itself filled, in a new database. */
    public static ExportedServer ofZulip11(EmbeddedServer server, Path folder, String... realms)
            throws IOException, SQLException {
        return of(RealServer.ofZulip11(), server, "real", folder, List.of(realms));
    }

    /** A server that Zulip itself filled, in a new database of a name. */
    public static ExportedServer of(
            RealServer real, EmbeddedServer server, String name, Path folder, List<String> realms)
            throws IOException, SQLException {
        real.restore(server, name);
        return new ExportedServer(
                server,
                name,
                real.unpackUploads(folder.resolve(name + "-uploads")),
                real.writeSalt(folder.resolve(name + "-salt")),
                realms);
    }

    /** A tiny sample server with so many messages, in a new database. */
    public static ExportedServer ofSample(EmbeddedServer server, Path folder, int messages, long seed, String... realms)
            throws IOException, SQLException {
        server.createDatabase("sample");
        Path uploads = Files.createDirectory(folder.resolve("uploads"));
        try (Connection connection = server.connect("sample")) {
            SampleServer.create(connection, uploads, SampleSize.tiny().withMessages(messages), seed);
        }
        Path salt = Files.writeString(folder.resolve("salt"), SampleServer.AVATAR_SALT);
        return new ExportedServer(server, "sample", uploads, salt, List.of(realms));
    }

    public static ExportedServer ofSample(SourceServer sample, String... realms) {
        return new ExportedServer(
                sample.server(), SourceServer.DATABASE, sample.uploads(), sample.salt(), List.of(realms));
    }

    /** The same server with a database that a test may change. */
    public ExportedServer copy(String name) throws SQLException {
        executeIn("postgres", "CREATE DATABASE \"" + name + "\" TEMPLATE \"" + database + "\"");
        return new ExportedServer(server, name, uploads, salt, realms);
    }

    /** Exports the realms. */
    public ExportOutcome export(Path output, String... options) {
        return export(server.port(), output, options);
    }

    /** Exports the realms through a proxy that listens at a port. */
    public ExportOutcome export(int port, Path output, String... options) {
        List<String> words = new ArrayList<>(List.of(options));
        realms.forEach(realm -> words.addAll(List.of("--realm", realm)));
        return ExportOutcome.of(EmbeddedServer.uri(port, database), uploads, salt, output, words);
    }

    /** The words that export the realms. */
    public List<String> words(Path output, String... options) {
        List<String> words = new ArrayList<>(List.of("export", "--database", server.uri(database)));
        words.addAll(List.of("--uploads", uploads.toString(), "--avatar-salt-file", salt.toString()));
        words.addAll(List.of("--output", output.toString()));
        realms.forEach(realm -> words.addAll(List.of("--realm", realm)));
        words.addAll(List.of(options));
        return words;
    }

    /** Sets of accounts that overlap by chance. */
    public List<Set<Long>> parts(Random random, int count) throws SQLException {
        List<Set<Long>> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sets.add(new TreeSet<>());
        }
        for (String realm : realms) {
            for (long user : users(realm)) {
                sets.forEach(set -> {
                    if (random.nextInt(3) == 0) {
                        set.add(user);
                    }
                });
            }
        }
        return sets;
    }

    /** The ids of all accounts of a realm, bots and mirror dummies too. */
    public Set<Long> users(String realm) throws SQLException {
        return new TreeSet<>(numbers("SELECT u.id FROM zulip.zerver_userprofile u"
                + " JOIN zulip.zerver_realm r ON r.id = u.realm_id WHERE '" + realm
                + "' IN (to_jsonb(r) ->> 'string_id', to_jsonb(r) ->> 'domain')"));
    }

    /** Writes a list that has a decision on each account of the realms, so that no bot follows its owner. */
    public Path writeApprovals(Path file, Collection<Long> approved) throws IOException, SQLException {
        return writeApprovals(file, approved, realms.toArray(String[]::new));
    }

    public Path writeApprovals(Path file, Collection<Long> approved, String... of) throws IOException, SQLException {
        List<String> lines = new ArrayList<>(List.of("realm,user,decision"));
        for (String realm : of) {
            users(realm)
                    .forEach(user ->
                            lines.add(realm + "," + user + "," + (approved.contains(user) ? "approved" : "denied")));
        }
        return Files.write(file, lines);
    }

    public void execute(String... statements) throws SQLException {
        executeIn(database, statements);
    }

    private void executeIn(String target, String... statements) throws SQLException {
        try (Connection connection = server.connect(target);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of all rows, as text. */
    public List<String> texts(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    public List<Long> numbers(String sql) throws SQLException {
        return texts(sql).stream().map(Long::valueOf).toList();
    }

    /** The first column of the first row. */
    public long number(String sql) throws SQLException {
        return numbers(sql).get(0);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.Folders;
import org.realmferry.sample.RealServer;
import org.realmferry.sample.Zulip12;

/** Servers of other releases than the sample server's, which Zulip itself filled. No test changes them; one that wants to takes a copy. */
public final class OlderServers implements AutoCloseable {
    private static final Map<String, List<String>> REALMS = Map.of(
            "8.1", List.of("zulip", "lear", "zephyr"),
            "5.7", List.of("zulip", "lear", "zephyr"),
            "1.4.3", List.of("acme-robotics.com", "northwind.org", "mit.edu", "zulip.com"),
            "11.0", List.of("zulip", "lear", "zephyr"),
            "12.0", List.of("zulip", "lear", "zephyr"));

    /** The messages that asked for consent. */
    private static final Map<String, List<String>> MESSAGES = Map.of(
            "8.1", List.of("zulip=1702", "lear=1816", "zephyr=1915"),
            "5.7", List.of("zulip=400", "lear=512", "zephyr=609"));

    private final EmbeddedServer server;
    private final Path folder;
    private final Map<String, ExportedServer> sources = new TreeMap<>();

    private OlderServers(EmbeddedServer server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    private static OlderServers start() {
        try {
            return new OlderServers(EmbeddedServer.start(), Files.createTempDirectory("realmferry-older"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** There is no fixture of 12.0: it is made of 12.0-dev. */
    private ExportedServer restore(String release) {
        boolean migrated = release.equals("12.0");
        String name = "zulip-" + release;
        List<String> realms = Objects.requireNonNull(REALMS.get(release), release);
        try {
            RealServer real = RealServer.ofZulip(migrated ? "12-dev" : release);
            ExportedServer source = ExportedServer.of(real, server, name, folder, realms);
            if (migrated) {
                try (Connection connection = server.connect(name)) {
                    Zulip12.migrate(connection);
                }
            }
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("Zulip " + release + " can't be restored", e);
        }
    }

    public EmbeddedServer server() {
        return server;
    }

    /** One of them; restored for the first test that asks. */
    public synchronized ExportedServer of(String release) {
        return sources.computeIfAbsent(release, this::restore);
    }

    /** The words that ask for an export by consent; of 1.4.3, which asks nobody, for a public one. */
    public static List<String> byConsent(String release) {
        List<String> messages = MESSAGES.getOrDefault(release, List.of());
        return Stream.concat(
                        Stream.of("--mode", release.equals("1.4.3") ? "public" : "consent"),
                        messages.stream().flatMap(message -> Stream.of("--consent-message", message)))
                .toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Folders.delete(folder);
    }

    /** Gives tests the one of the test run, made for the first that asks and gone with the run. */
    public static final class Shared implements ParameterResolver {
        private static final Namespace NAMESPACE = Namespace.create(Shared.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == OlderServers.class;
        }

        @Override
        public OlderServers resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .getOrComputeIfAbsent(OlderServers.class, type -> start(), OlderServers.class);
        }
    }
}

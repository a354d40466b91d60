/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Servers of older releases, which Zulip itself filled. No test changes them; one that wants to takes a copy. */
public final class OlderServers implements AutoCloseable {
    private static final Map<String, List<String>> REALMS = Map.of(
            "8.1", List.of("zulip", "lear", "zephyr"),
            "5.7", List.of("zulip", "lear", "zephyr"),
            "1.4.3", List.of("acme-robotics.com", "northwind.org", "mit.edu", "zulip.com"));

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
            OlderServers servers =
                    new OlderServers(EmbeddedServer.start(), Files.createTempDirectory("realmferry-older"));
            for (Map.Entry<String, List<String>> realms : REALMS.entrySet()) {
                String release = realms.getKey();
                servers.sources.put(
                        release,
                        ExportedServer.of(
                                RealServer.ofZulip(release),
                                servers.server,
                                "zulip-" + release,
                                servers.folder,
                                realms.getValue()));
            }
            return servers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("Zulip's servers can't be restored", e);
        }
    }

    public EmbeddedServer server() {
        return server;
    }

    public ExportedServer of(String release) {
        return Objects.requireNonNull(sources.get(release), release);
    }

    /** The words that ask for an export by consent; of a release that asks nobody, for a public one. */
    public static List<String> byConsent(String release) {
        List<String> messages = MESSAGES.getOrDefault(release, List.of());
        return Stream.concat(
                        Stream.of("--mode", messages.isEmpty() ? "public" : "consent"),
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

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.realmferry.Failure;

/**
 * Where a database is and as whom to enter it; never with which password.
 *
 * @param socketDirectory the directory of a Unix socket, which then stands for the host
 * @param host a host name or an IP address without brackets; empty where there is a socket directory
 * @param parameters further settings of the connection by libpq's names, such as {@code sslmode}; the names that
 *     {@link AddressParameter} doesn't know have no effect
 */
public record DatabaseAddress(
        Optional<Path> socketDirectory,
        String host,
        int port,
        String database,
        String user,
        Map<String, String> parameters) {
    public DatabaseAddress {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a URI of libpq or a JDBC URL; what it leaves out comes from the service that it or {@code PGSERVICE}
     * names, from libpq's variables in {@code environment}, then from libpq's defaults, for both forms.
     *
     * @throws Failure of kind {@code COMMAND_LINE}, with everything that is wrong, and without any password
     * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">libpq's URIs</a>
     */
    public static DatabaseAddress parse(String text, Map<String, String> environment) {
        return new AddressCompletion(AddressText.read(text), environment).address();
    }

    /** The address in words, for messages: {@code zulip at localhost:5432 as zulip}. */
    public String describe() {
        return database + " at " + place() + " as " + user;
    }

    /** The value of one parameter, if the address has it. */
    public Optional<String> parameter(AddressParameter parameter) {
        return Optional.ofNullable(parameters.get(parameter.keyword()));
    }

    private String place() {
        return socketDirectory
                .map(directory -> "the socket in " + directory + (port == 5432 ? "" : " with port " + port))
                .orElseGet(() -> (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}

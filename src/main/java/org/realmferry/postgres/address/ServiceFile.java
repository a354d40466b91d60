/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/**
 * libpq's file of connection services, read as libpq reads it: a section of parameters for each name.
 *
 * @param files where a service may be, the first one first
 * @see <a href="https://www.postgresql.org/docs/current/libpq-pgservice.html">the format</a>
 */
record ServiceFile(List<Path> files) {
    static final String SERVICE = "service";
    static final String PASSWORD = "password";

    private static final String NAME = "pg_service.conf";

    /** Where Debian's libpq, and the one of PostgreSQL's own packages, have the file of the system. */
    private static final List<Path> SYSTEM = List.of(Path.of("/etc/postgresql-common"), Path.of("/etc/pgsql"));

    /** The file of the user, which {@code PGSERVICEFILE} names, and that of the system. */
    static ServiceFile of(Map<String, String> environment) {
        List<Path> files = new ArrayList<>();
        Optional<Path> named = variable(environment, "PGSERVICEFILE");
        named.ifPresent(Access::require);
        if (named.isPresent() && !Files.exists(named.get())) {
            throw wrong("PGSERVICEFILE names " + named.get() + ", which does not exist");
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        files.add(named.orElse(Path.of(home, "." + NAME)));
        variable(environment, "PGSYSCONFDIR")
                .map(Stream::of)
                .orElse(SYSTEM.stream())
                .forEach(directory -> files.add(directory.resolve(NAME)));
        return new ServiceFile(files.stream().filter(Files::exists).toList());
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    /** The parameters of a service. Fails with {@code COMMAND_LINE} where it is nowhere, or can't be read. */
    Map<String, String> parameters(String service) {
        return files.stream()
                .flatMap(file -> section(file, service).stream())
                .findFirst()
                .orElseThrow(() -> wrong("no file defines the PostgreSQL service \"" + service + "\""
                        + (files.isEmpty() ? "" : ": not " + String.join(", not ", texts()))));
    }

    private List<String> texts() {
        return files.stream().map(Path::toString).toList();
    }

    private static Optional<Map<String, String>> section(Path file, String service) {
        Map<String, String> parameters = new LinkedHashMap<>();
        boolean inside = false;
        for (String raw : lines(file)) {
            String line = raw.strip();
            if (line.startsWith("[")) {
                if (inside) {
                    break;
                }
                inside = line.equals("[" + service + "]");
            } else if (inside && !line.isEmpty() && !line.startsWith("#")) {
                put(file, line, parameters);
            }
        }
        return inside || !parameters.isEmpty() ? Optional.of(parameters) : Optional.empty();
    }

    private static List<String> lines(Path file) {
        Access.require(file);
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw wrong(file + " can't be read as text");
        }
    }

    /** The line itself isn't repeated: it may hold a password. */
    private static void put(Path file, String line, Map<String, String> parameters) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            throw wrong(file + " has a line that is not of the form parameter=value");
        }
        parameters.putIfAbsent(
                line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }

    private static Failure wrong(String problem) {
        return new Failure(
                ExitStatus.COMMAND_LINE,
                problem,
                "Define the service in ~/.pg_service.conf or in the file of PGSERVICEFILE, or unset PGSERVICE and give"
                        + " the address: --database postgresql://user@host:port/database.");
    }
}

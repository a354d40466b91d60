/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.realmferry.Access;
import org.realmferry.Failure;
import org.realmferry.Secret;

/**
 * libpq's password file, read as libpq reads it.
 *
 * <p>The driver has its own reader of this file, but that one takes a file that everybody may read, knows no Unix
 * sockets, and looks at the environment of the process only.
 *
 * @param ignored why libpq would not use the file, where it is there
 * @see <a href="https://www.postgresql.org/docs/current/libpq-pgpass.html">the format</a>
 */
record PasswordFile(Path path, List<String> lines, Optional<String> ignored) {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** Reads the file that {@code PGPASSFILE} names, else {@code ~/.pgpass}; a file that is not there has no lines. */
    static PasswordFile of(Map<String, String> environment) {
        String named = environment.getOrDefault("PGPASSFILE", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        return readFrom(named.isEmpty() ? Path.of(home, ".pgpass") : Path.of(named));
    }

    static PasswordFile readFrom(Path path) {
        Optional<Failure> denial = Access.denial(path);
        if (denial.isPresent()) {
            return new PasswordFile(
                    path, List.of(), Optional.of(String.join("; ", denial.get().problems())));
        }
        if (!Files.exists(path)) {
            return new PasswordFile(path, List.of(), Optional.empty());
        }
        try {
            Optional<String> ignored = reasonToIgnore(path);
            return new PasswordFile(path, ignored.isPresent() ? List.of() : linesOf(path), ignored);
        } catch (IOException e) {
            return new PasswordFile(path, List.of(), Optional.of("it can't be read"));
        }
    }

    /** The password of the first line that fits; an empty one counts as none. */
    Optional<Secret> passwordFor(DatabaseAddress address) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> hosts(address).flatMap(host -> password(line, host, address).stream()))
                .findFirst()
                .filter(password -> !password.isEmpty())
                .map(Secret::new);
    }

    private static Optional<String> reasonToIgnore(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return Optional.of("it is not a regular file");
        }
        boolean isPrivate = OWNERS.containsAll(Files.getPosixFilePermissions(path));
        return isPrivate ? Optional.empty() : Optional.of("other users have access to it; run chmod 0600 on it");
    }

    private static List<String> linesOf(Path path) throws IOException {
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** libpq writes {@code localhost} for the socket in its default directory, and the path for any other. */
    private static Stream<String> hosts(DatabaseAddress address) {
        return address.socketDirectory()
                .map(directory -> AddressCompletion.isDefaultSocketDirectory(directory)
                        ? Stream.of("localhost", directory.toString())
                        : Stream.of(directory.toString()))
                .orElseGet(() -> Stream.of(address.host()));
    }

    private static Optional<String> password(String line, String host, DatabaseAddress address) {
        String rest = line;
        for (String value : List.of(host, Integer.toString(address.port()), address.database(), address.user())) {
            int next = endOfMatch(rest, value);
            if (next < 0) {
                return Optional.empty();
            }
            rest = rest.substring(next);
        }
        return Optional.of(unescaped(rest));
    }

    /** The place behind the first field and its colon, or -1 where the field doesn't match the value. */
    private static int endOfMatch(String line, String value) {
        if (line.startsWith("*:")) {
            return 2;
        }
        int at = 0;
        for (int i = 0; i < value.length(); i++) {
            at += startsWithEscape(line, at) ? 1 : 0;
            if (at >= line.length() || line.charAt(at) != value.charAt(i)) {
                return -1;
            }
            at++;
        }
        return line.startsWith(":", at) ? at + 1 : -1;
    }

    private static String unescaped(String field) {
        var result = new StringBuilder();
        for (int i = 0; i < field.length() && field.charAt(i) != ':'; i++) {
            i += startsWithEscape(field, i) ? 1 : 0;
            result.append(field.charAt(i));
        }
        return result.toString();
    }

    private static boolean startsWithEscape(String text, int at) {
        return text.startsWith("\\", at) && at + 1 < text.length();
    }

    /** Without the lines, which hold passwords. */
    @Override
    public String toString() {
        return "PasswordFile[" + path + "]";
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** Completes an address from libpq's service, environment variables and defaults, and judges the whole. */
final class AddressCompletion {
    private static final Path DEBIAN_SOCKETS = Path.of("/var/run/postgresql");
    private static final Path OTHER_SOCKETS = Path.of("/tmp");
    private static final Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{N}._:%-]+");
    private static final Pattern PORT = Pattern.compile("0*([1-9][0-9]{0,4})");

    private final AddressText text;
    private final Map<String, String> environment;
    private final Optional<String> service;
    private final AddressText ofService;
    private final List<String> problems;
    private String remedy = "Write the address as postgresql://user@host:port/database?sslmode=verify-full"
            + " or jdbc:postgresql://host:port/database?user=name.";

    AddressCompletion(AddressText text, Map<String, String> environment) {
        this.text = text;
        this.environment = environment;
        service = Optional.ofNullable(text.values().get(ServiceFile.SERVICE)).or(() -> variable("PGSERVICE"));
        problems = new ArrayList<>(text.problems());
        ofService = AddressText.ofService(service.map(this::parameters).orElse(Map.of()));
        ofService.problems().forEach(problem -> problems.add(problem + " (service " + service.orElse("") + ")"));
    }

    private Map<String, String> parameters(String name) {
        try {
            return ServiceFile.of(environment).parameters(name);
        } catch (Failure e) {
            problems.addAll(e.problems());
            remedy = e.remedy();
            return Map.of();
        }
    }

    /** Whether libpq, as it is commonly built, looks for sockets here when it is told no host. */
    static boolean isDefaultSocketDirectory(Path directory) {
        return directory.equals(DEBIAN_SOCKETS) || directory.equals(OTHER_SOCKETS);
    }

    DatabaseAddress address() {
        String host = value(AddressText.HOST, "PGHOST").orElse("");
        boolean isSocket = host.isEmpty() || host.startsWith("/");
        if (!isSocket) {
            judgeHost(host);
        }
        int port = port();
        String user = value(AddressText.USER, "PGUSER").orElseGet(this::systemUser);
        String database = value(AddressText.DATABASE, "PGDATABASE").orElse(user);
        Map<String, String> parameters = parameters();
        refuseIfWrong();
        Optional<Path> directory = isSocket ? Optional.of(socketDirectory(host)) : Optional.empty();
        return new DatabaseAddress(directory, isSocket ? "" : host, port, database, user, parameters);
    }

    private Optional<String> value(String keyword, String variable) {
        return Optional.ofNullable(text.values().get(keyword))
                .or(() -> Optional.ofNullable(ofService.values().get(keyword)))
                .or(() -> variable(variable));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private void judgeHost(String host) {
        if (host.contains(",")) {
            problems.add("the database address names several hosts");
        } else if (!HOST_NAME.matcher(host).matches()) {
            problems.add("the host of the database address is not the name of a host");
        }
    }

    private int port() {
        var matcher = PORT.matcher(value(AddressText.PORT, "PGPORT").orElse("5432"));
        int port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (port < 1 || port > 65535) {
            boolean isWritten = text.values().containsKey(AddressText.PORT);
            problems.add(
                    (isWritten ? "the port of the database address" : "PGPORT") + " is not a number from 1 to 65535");
        }
        return port;
    }

    private String systemUser() {
        String user = System.getProperty("user.name", "?");
        if (user.equals("?")) {
            problems.add("the database address has no user, and the operating system names none");
        }
        return user;
    }

    private Map<String, String> parameters() {
        Map<String, String> result = new HashMap<>();
        // Its password is looked up where one is needed: an address has none.
        service.ifPresent(name -> result.put(ServiceFile.SERVICE, name));
        for (AddressParameter parameter : AddressParameter.values()) {
            value(parameter.keyword(), parameter.variable()).ifPresent(value -> {
                if (!parameter.allows(value)) {
                    problems.add(nameOf(parameter) + " must be " + parameter.allowed());
                }
                result.put(parameter.keyword(), value);
            });
        }
        return result;
    }

    private String nameOf(AddressParameter parameter) {
        boolean isWritten = text.values().containsKey(parameter.keyword());
        return isWritten ? "the parameter '" + parameter.keyword() + "'" : parameter.variable();
    }

    private void refuseIfWrong() {
        if (text.holdsPassword()) {
            problems.add(0, "the database address holds a password, which other users of this machine can see");
            remedy = "Leave the password out of the address; put it into PGPASSWORD or into ~/.pgpass.";
        }
        if (!problems.isEmpty()) {
            throw new Failure(ExitStatus.COMMAND_LINE, problems, remedy, null);
        }
    }

    private static Path socketDirectory(String host) {
        if (!host.isEmpty()) {
            return Path.of(host);
        }
        return Files.isDirectory(DEBIAN_SOCKETS) ? DEBIAN_SOCKETS : OTHER_SOCKETS;
    }
}

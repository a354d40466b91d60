/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an address as somebody wrote it, by libpq's keywords, and what is wrong with them.
 *
 * <p>No problem repeats a part of the text that may belong to a password: not even a wrong port, because
 * {@code user:secret/more@host} has its secret where a port is expected.
 */
final class AddressText {
    static final String HOST = "host";
    static final String PORT = "port";
    static final String USER = "user";
    static final String DATABASE = "dbname";

    private static final Pattern ADDRESS = Pattern.compile(
            "(jdbc:postgresql:|postgres(?:ql)?:(?=//))(?://([^/?]*))?/?([^?]*)(?:\\?(.*))?", Pattern.DOTALL);
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:([^:]*)(?::(.*))?@)?(?:\\[([^\\]]+)\\]|([^:@\\[\\]]*))(?::([^:@]*))?", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]{0,20})://.*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean holdsPassword;

    private AddressText() {}

    static AddressText read(String text) {
        var result = new AddressText();
        Matcher parts = ADDRESS.matcher(text);
        if (parts.matches()) {
            result.readParts(parts);
        } else {
            result.problems.add(wrongBeginning(text));
        }
        return result;
    }

    /** What the text says, by keyword; without what it leaves out or leaves empty. */
    Map<String, String> values() {
        return values;
    }

    List<String> problems() {
        return problems;
    }

    /** Whether a password is, or seems to be, in the text; it is not among the values. */
    boolean holdsPassword() {
        return holdsPassword;
    }

    private static String wrongBeginning(String text) {
        Matcher scheme = SCHEME.matcher(text);
        return "the database address doesn't begin with postgresql:// or jdbc:postgresql:"
                + (scheme.matches() ? " but with " + scheme.group(1) + "://" : "");
    }

    private void readParts(Matcher parts) {
        String authority = orEmpty(parts.group(2));
        String path = parts.group(3);
        String query = orEmpty(parts.group(4));
        if (seemsToHoldPassword(authority, path, query)) {
            holdsPassword = true;
            return;
        }
        readAuthority(authority);
        put(DATABASE, path);
        boolean jdbc = parts.group(1).startsWith("jdbc:");
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                readParameter(pair, jdbc);
            }
        }
    }

    /** Finds an {@code @} that is too late, after a {@code /} or {@code ?} that somebody didn't write as %2F or %3F. */
    private static boolean seemsToHoldPassword(String authority, String path, String query) {
        boolean portIsNone = authority.matches("[^@\\[]*:.*[^0-9,].*");
        return path.contains("@") || (portIsNone && !authority.contains("@") && query.contains("@"));
    }

    private void readAuthority(String authority) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (authority.substring(authority.lastIndexOf('@') + 1).contains(",")) {
            problems.add("the database address names several hosts");
        } else if (parts.matches()) {
            put(USER, orEmpty(parts.group(1)));
            put(HOST, orEmpty(parts.group(3)) + orEmpty(parts.group(4)));
            put(PORT, orEmpty(parts.group(5)));
        } else {
            problems.add("the host of the database address can't be read; an IPv6 address needs brackets");
        }
        holdsPassword |= authority.matches("(?s)[^:@]*:.+@.*");
    }

    private void readParameter(String pair, boolean jdbc) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : pair.substring(0, equals);
        String value = pair.substring(equals + 1);
        if (!NAME.matcher(name).matches()) {
            problems.add("the database address has a parameter that is not of the form name=value");
            return;
        }
        if (name.toLowerCase(Locale.ROOT).endsWith("password")) {
            holdsPassword = true;
            return;
        }
        read(name, decoded(value), jdbc);
    }

    /** The text of a service's parameters has no escapes, and no other service. */
    static AddressText ofService(Map<String, String> parameters) {
        var result = new AddressText();
        parameters.forEach((name, value) -> {
            if (name.equals(ServiceFile.SERVICE)) {
                result.problems.add("a service names another service");
            } else if (!name.equals(ServiceFile.PASSWORD) && !name.equals("passfile")) {
                result.read(name, value, false);
            }
        });
        return result;
    }

    private void read(String name, String value, boolean jdbc) {
        switch (name) {
            case HOST, PORT, USER, DATABASE, ServiceFile.SERVICE -> set(name, value);
            case "currentSchema",
                    "keepalives",
                    "keepalives_idle",
                    "keepalives_interval",
                    "keepalives_count",
                    "tcp_user_timeout",
                    "tcpKeepAlive",
                    "socketTimeout",
                    "loginTimeout" -> {
                // Of no matter here: the schema is found, and how a lost server is noticed is our own business.
            }
            case "ssl" -> readSsl(value, jdbc);
            case "hostaddr" -> problems.add("the parameter 'hostaddr' is not supported: use 'host'");
            case "options" ->
                problems.add("the parameter 'options' is not supported: realmferry sets the options itself");
            default -> readFurther(name, value);
        }
    }

    /** Both libpq and the driver know {@code ssl=true}, with their own ideas of how strict it is. */
    private void readSsl(String value, boolean jdbc) {
        if (value.equals("true")) {
            values.putIfAbsent(AddressParameter.SSLMODE.keyword(), jdbc ? "verify-full" : "require");
        } else if (!value.equals("false")) {
            problems.add("the parameter 'ssl' must be true or false");
        }
    }

    private void readFurther(String name, String value) {
        AddressParameter.named(name)
                .ifPresentOrElse(
                        parameter -> set(parameter.keyword(), parameter.normalized(value)),
                        () -> problems.add("the parameter '" + name + "' is not supported"));
    }

    private void put(String keyword, String encoded) {
        set(keyword, decoded(encoded));
    }

    private void set(String keyword, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            problems.add("the " + keyword + " in the database address holds a control character");
        } else if (!value.isEmpty()) {
            values.put(keyword, value);
        }
    }

    private String decoded(String encoded) {
        var bytes = new ByteArrayOutputStream();
        byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < source.length; i++) {
            if (source[i] != '%') {
                bytes.write(source[i]);
            } else if (isHex(source, i + 1) && isHex(source, i + 2)) {
                bytes.write(HexFormat.fromHexDigit(source[++i]) << 4 | HexFormat.fromHexDigit(source[++i]));
            } else {
                problems.add("a % in the database address is not followed by two hexadecimal digits");
                return "";
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isHex(byte[] source, int at) {
        return at < source.length && HexFormat.isHexDigit(source[at]);
    }

    private static String orEmpty(@Nullable String part) {
        return part == null ? "" : part;
    }
}

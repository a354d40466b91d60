/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The plain assignments of a Python file such as Zulip's {@code settings.py}: {@code NAME = "text"}, a whole number
 * or {@code None}, at the beginning of a line; the last one of a name wins.
 *
 * <p>Nothing is run. A name that the file may set by other means, such as a call, an f-string or a line below an
 * {@code if}, is {@link #isComputed computed}: its value can't be known here.
 */
final class PythonSettings {
    private static final Pattern TOKEN = Pattern.compile(
            "'''(?:[^'\\\\]++|\\\\.|'(?!''))*+'''|\"\"\"(?:[^\"\\\\]++|\\\\.|\"(?!\"\"))*+\"\"\""
                    + "|'(?:[^'\\\\\n]++|\\\\.)*+'|\"(?:[^\"\\\\\n]++|\\\\.)*+\"|#[^\n]*+|\\\\\n|.",
            Pattern.DOTALL);
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(\\s*)([A-Za-z_]\\w*)\\s*(?::[^=]*)?([-+*/|%&]?)=(?!=)(.*)", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile(
            "([uU]?|[rR])(?:'((?:[^'\\\\\n]++|\\\\.)*+)'|\"((?:[^\"\\\\\n]++|\\\\.)*+)\")", Pattern.DOTALL);
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|(.))", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> computed = new HashSet<>();

    private PythonSettings() {}

    static PythonSettings parse(String text) {
        var result = new PythonSettings();
        statements(text.replace("\r\n", "\n").replace('\r', '\n')).forEach(result::readStatement);
        return result;
    }

    /** A text or number; empty where the name is not there, is {@code None}, has no text or is computed. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** Whether only Python itself could tell the value. */
    boolean isComputed(String name) {
        return computed.contains(name);
    }

    /** Takes the text apart into statements without comments, each with its brackets closed. */
    private static List<String> statements(String text) {
        List<String> result = new ArrayList<>();
        var statement = new StringBuilder();
        int depth = 0;
        Matcher tokens = TOKEN.matcher(text);
        while (tokens.find()) {
            String token = tokens.group();
            depth = Math.max(0, depth + depthOf(token));
            if (token.equals("\n") && depth == 0) {
                result.add(statement.toString());
                statement.setLength(0);
            } else if (!token.startsWith("#")) {
                statement.append(token.equals("\\\n") ? " " : token);
            }
        }
        result.add(statement.toString());
        return result;
    }

    private static int depthOf(String token) {
        return switch (token) {
            case "(", "[", "{" -> 1;
            case ")", "]", "}" -> -1;
            default -> 0;
        };
    }

    private void readStatement(String statement) {
        Matcher assignment = ASSIGNMENT.matcher(statement);
        if (!assignment.matches()) {
            return;
        }
        boolean isPlain = assignment.group(1).isEmpty() && assignment.group(3).isEmpty();
        Optional<String> literal = isPlain ? literal(assignment.group(4).strip()) : Optional.empty();
        set(assignment.group(2), literal);
    }

    private void set(String name, Optional<String> literal) {
        values.remove(name);
        computed.remove(name);
        literal.ifPresentOrElse(value -> values.put(name, value), () -> computed.add(name));
    }

    private static Optional<String> literal(String expression) {
        Matcher string = STRING.matcher(expression);
        if (string.matches()) {
            String body = Optional.ofNullable(string.group(2)).orElseGet(() -> string.group(3));
            return Optional.of(string.group(1).equalsIgnoreCase("r") ? body : unescaped(body));
        }
        if (NUMBER.matcher(expression).matches()) {
            return Optional.of(expression);
        }
        return expression.equals("None") ? Optional.of("") : Optional.empty();
    }

    private static String unescaped(String body) {
        return ESCAPE.matcher(body).replaceAll(escape -> Matcher.quoteReplacement(meaning(escape)));
    }

    private static String meaning(MatchResult escape) {
        for (int group = 1; group <= 3; group++) {
            if (escape.group(group) != null) {
                return Character.toString(Integer.parseInt(escape.group(group), group == 3 ? 8 : 16));
            }
        }
        return switch (escape.group(4)) {
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            case "\n" -> "";
            case "\\", "'", "\"" -> escape.group(4);
            default -> escape.group();
        };
    }
}

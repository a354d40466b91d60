/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file of the form that Zulip's {@code zulip.conf} has, read as Python's {@code RawConfigParser} reads it.
 *
 * <p>A {@code #} or {@code ;} begins a comment only at the beginning of a line, so a password may hold both.
 */
final class IniFile {
    private final Map<String, String> values = new HashMap<>();

    private IniFile() {}

    static IniFile parse(String text) {
        var result = new IniFile();
        String section = "";
        for (String line : text.lines().toList()) {
            String content = line.strip();
            if (content.startsWith("[") && content.endsWith("]")) {
                section = content.substring(1, content.length() - 1);
            } else if (!content.startsWith("#") && !content.startsWith(";")) {
                result.readOption(section, content);
            }
        }
        return result;
    }

    /** The value of an option; empty where it is not there or has no text. */
    Optional<String> value(String section, String option) {
        return Optional.ofNullable(values.get(key(section, option))).filter(value -> !value.isEmpty());
    }

    private void readOption(String section, String content) {
        String[] parts = content.split("[=:]", 2);
        if (parts.length == 2) {
            values.put(key(section, parts[0].strip()), parts[1].strip());
        }
    }

    private static String key(String section, String option) {
        return section + "\n" + option.toLowerCase(Locale.ROOT);
    }
}

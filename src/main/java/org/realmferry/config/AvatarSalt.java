/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import java.util.Optional;
import java.util.regex.Pattern;
import org.realmferry.Secret;

/** The avatar salt in a file that somebody gives: alone, as its line of {@code zulip-secrets.conf}, or that whole file. */
public final class AvatarSalt {
    private static final String OPTION = "avatar_salt";
    private static final Pattern INI = Pattern.compile("(?im)^\\s*(\\[.*]|" + OPTION + "\\s*[=:].*)\\s*$");
    private static final Pattern SALT = Pattern.compile("\\S+");

    private AvatarSalt() {}

    /** Empty where the text holds no salt. */
    public static Optional<Secret> in(String text) {
        if (!INI.matcher(text).find()) {
            return Optional.of(text.strip())
                    .filter(salt -> SALT.matcher(salt).matches())
                    .map(Secret::new);
        }
        IniFile file = IniFile.parse(text);
        return file.value("secrets", OPTION).or(() -> file.value("", OPTION)).map(Secret::new);
    }
}

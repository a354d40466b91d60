/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.realmferry.Secret;

/**
 * The password with which to knock, if there is one.
 *
 * @param origin where it came from, or where it was looked for, as half a sentence for messages
 */
public record Password(Optional<Secret> value, String origin) {
    /** Looks where libpq looks, then at what Zulip is configured with. */
    public static Password find(DatabaseAddress address, Optional<Secret> configured, Map<String, String> environment) {
        Optional<String> ofService = service(address, environment, ServiceFile.PASSWORD);
        if (ofService.isPresent()) {
            return new Password(ofService.map(Secret::new), "the password came from the service file");
        }
        String variable = environment.getOrDefault("PGPASSWORD", "");
        if (!variable.isEmpty()) {
            return new Password(Optional.of(new Secret(variable)), "the password came from PGPASSWORD");
        }
        PasswordFile file = service(address, environment, "passfile")
                .map(path -> PasswordFile.readFrom(Path.of(path)))
                .orElseGet(() -> PasswordFile.of(environment));
        Optional<Secret> filed = file.passwordFor(address);
        String remark = file.ignored()
                .map(reason -> "; " + file.path() + " was ignored: " + reason)
                .orElse("");
        if (filed.isPresent()) {
            return new Password(filed, "the password came from " + file.path());
        }
        if (configured.isPresent()) {
            return new Password(configured, "the password came from the configuration of Zulip" + remark);
        }
        return new Password(
                Optional.empty(),
                "none was found in PGPASSWORD, in " + file.path() + " or in a configuration" + remark);
    }

    private static Optional<String> service(
            DatabaseAddress address, Map<String, String> environment, String parameter) {
        return Optional.ofNullable(address.parameters().get(ServiceFile.SERVICE))
                .map(name -> ServiceFile.of(environment).parameters(name).get(parameter))
                .filter(value -> !value.isEmpty());
    }
}

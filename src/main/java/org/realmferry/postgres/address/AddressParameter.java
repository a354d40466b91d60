/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of a connection that an address may carry; every other one is refused.
 *
 * <p>Both libpq and the JDBC driver know settings that name classes to load, files to log to or commands for the
 * server. None of them is here, and nothing but what is here reaches the driver.
 */
public enum AddressParameter {
    SSLMODE("sslmode", "sslmode", "PGSSLMODE", "disable|allow|prefer|require|verify-ca|verify-full"),
    SSLCERT("sslcert", "sslcert", "PGSSLCERT", ".+"),
    SSLKEY("sslkey", "sslkey", "PGSSLKEY", ".+"),
    SSLROOTCERT("sslrootcert", "sslrootcert", "PGSSLROOTCERT", ".+"),
    CONNECT_TIMEOUT("connect_timeout", "connectTimeout", "PGCONNECT_TIMEOUT", "[0-9]{1,5}"),
    APPLICATION_NAME("application_name", "ApplicationName", "PGAPPNAME", ".+"),
    TARGET_SESSION_ATTRS(
            "target_session_attrs",
            "targetServerType",
            "PGTARGETSESSIONATTRS",
            "any|read-write|read-only|primary|standby|prefer-standby"),
    GSSENCMODE("gssencmode", "gssEncMode", "PGGSSENCMODE", "disable|allow|prefer|require"),
    CHANNEL_BINDING("channel_binding", "channelBinding", "PGCHANNELBINDING", "disable|prefer|require");

    /** The driver's words for what libpq calls otherwise. */
    private static final Map<String, String> JDBC_VALUES =
            Map.of("secondary", "standby", "preferSecondary", "prefer-standby");

    private final String keyword;
    private final String property;
    private final String variable;
    private final Pattern values;

    AddressParameter(String keyword, String property, String variable, String values) {
        this.keyword = keyword;
        this.property = property;
        this.variable = variable;
        this.values = Pattern.compile(values);
    }

    /** The parameter that libpq or the JDBC driver calls so. */
    static Optional<AddressParameter> named(String name) {
        return Arrays.stream(values())
                .filter(p -> p.keyword.equals(name) || p.property.equals(name))
                .findFirst();
    }

    /** libpq's name, which is the key in {@link DatabaseAddress#parameters}. */
    String keyword() {
        return keyword;
    }

    /** The JDBC driver's name. */
    public String property() {
        return property;
    }

    /** The environment variable from which libpq takes a missing value. */
    String variable() {
        return variable;
    }

    boolean allows(String value) {
        return values.matcher(value).matches();
    }

    /** What {@link #allows} lets pass, in words. */
    String allowed() {
        return switch (this) {
            case CONNECT_TIMEOUT -> "a number of seconds";
            case SSLCERT, SSLKEY, SSLROOTCERT, APPLICATION_NAME -> "a text";
            case SSLMODE, TARGET_SESSION_ATTRS, GSSENCMODE, CHANNEL_BINDING ->
                "one of " + values.pattern().replace("|", ", ");
        };
    }

    /** The value in libpq's words. */
    String normalized(String value) {
        return this == TARGET_SESSION_ATTRS ? JDBC_VALUES.getOrDefault(value, value) : value;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.newsclub.net.unix.AFUNIXSocketFactory;
import org.postgresql.PGConnection;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.postgres.address.AddressParameter;
import org.realmferry.postgres.address.DatabaseAddress;
import org.realmferry.postgres.address.Password;

/**
 * Opens connections to one database, on which the server sets no limit of time. They can only read, but for those of
 * {@link #openForWriting}, which an import has.
 */
public final class Connections {
    /** The driver takes everything from the properties, so that no name needs escaping and no password is in a URL. */
    private static final String URL = "jdbc:postgresql://";

    private static final String NO_LIMITS =
            "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0";

    private static final String READ_ONLY = "-c default_transaction_read_only=on ";

    /** Beside a live server nobody waits for us for longer, nor we for them. */
    private static final String LOCK_TIMEOUT = "SET lock_timeout = '5s'";

    /**
     * Sets what options can't: the driver overrules the time zone and the form of dates there, and a server before
     * the version that knows a setting would refuse the connection. All that changes how a value or a condition is read is
     * here, since a server, a database or a role can have any of it otherwise.
     */
    private static final String SESSION = "SELECT set_config(s.name, w.value, false) FROM pg_settings s JOIN (VALUES"
            + " ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'),"
            + " ('idle_session_timeout', '0'), ('transaction_timeout', '0'),"
            + " ('statement_timeout', '0'), ('lock_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),"
            + " ('bytea_output', 'hex'), ('extra_float_digits', '3'), ('quote_all_identifiers', 'off'),"
            + " ('standard_conforming_strings', 'on'), ('escape_string_warning', 'off'), ('array_nulls', 'on'),"
            + " ('transform_null_equals', 'off'), ('xmlbinary', 'base64'), ('xmloption', 'content'),"
            + " ('gin_fuzzy_search_limit', '0'), ('default_transaction_deferrable', 'off'),"
            + " ('default_transaction_isolation', 'read committed'))"
            + " w (name, value) ON s.name = w.name";

    private final DatabaseAddress address;
    private final Optional<Secret> configuredPassword;
    private final Map<String, String> environment;

    /**
     * Takes the place and the sources of a password, and connects to nothing yet.
     *
     * @param configuredPassword used where neither {@code PGPASSWORD} nor the password file has one
     * @param environment the variables of the process, for {@code PGPASSWORD}, {@code PGPASSFILE} and {@code HOME}
     */
    public Connections(DatabaseAddress address, Optional<Secret> configuredPassword, Map<String, String> environment) {
        this.address = address;
        this.configuredPassword = configuredPassword;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Opens a connection that can only read, which the caller closes.
     *
     * @throws Failure of kind {@code SOURCE} if the database lets nobody in
     */
    public Connection open() {
        return open(false);
    }

    /**
     * Opens a connection that can write, which the caller closes; whether it may is for the server to say. It waits five
     * seconds for a lock.
     *
     * @throws Failure of kind {@code TARGET} if the database lets nobody in
     */
    Connection openForWriting() {
        try {
            return open(true);
        } catch (Failure e) {
            throw e.withStatus(ExitStatus.TARGET);
        }
    }

    private Connection open(boolean writes) {
        Password password = Password.find(address, configuredPassword, environment);
        Properties properties = properties(password);
        properties.setProperty("readOnly", Boolean.toString(!writes));
        properties.setProperty("options", writes ? NO_LIMITS : READ_ONLY + NO_LIMITS);
        properties.putIfAbsent("ApplicationName", writes ? "realmferry import" : "realmferry");
        try {
            return prepared(DriverManager.getConnection(URL, properties), writes);
        } catch (SQLException e) {
            throw SqlFailures.connecting(address, password, e);
        }
    }

    private Connection prepared(Connection connection, boolean writes) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            if (writes) {
                statement.execute(LOCK_TIMEOUT);
            }
            refusePooler(connection, statement);
            refuseWrongServer(statement);
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    private static void closeAfter(Connection connection, Exception cause) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * A pooler tells its own number for the process, and gives the next transaction to whichever session is free: settings,
     * locks and the snapshot would be another's.
     */
    private void refusePooler(Connection connection, Statement statement) throws SQLException {
        int told = connection.unwrap(PGConnection.class).getBackendPID();
        try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            if (row.getInt(1) != told) {
                throw SqlFailures.pooled(address, "it reports another process id than the server", null);
            }
        }
    }

    /** Does what the driver can't: to it, a session that only reads is always one with a standby. */
    private void refuseWrongServer(Statement statement) throws SQLException {
        String wanted = address.parameter(AddressParameter.TARGET_SESSION_ATTRS).orElse("any");
        boolean wantsPrimary = wanted.equals("primary") || wanted.equals("read-write");
        if (!wantsPrimary && !wanted.equals("standby")) {
            return;
        }
        try (ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            if (row.getBoolean(1) == wantsPrimary) {
                throw new Failure(
                        ExitStatus.SOURCE,
                        address.describe() + " is a " + (wantsPrimary ? "standby" : "primary") + " server",
                        "Give the address of another server, or leave out target_session_attrs=" + wanted + ".");
            }
        }
    }

    private Properties properties(Password password) {
        var properties = new Properties();
        properties.setProperty("PGPORT", Integer.toString(address.port()));
        properties.setProperty("PGDBNAME", address.database());
        properties.setProperty("user", address.user());
        // Without any password the driver would read a password file by its own, laxer rules.
        properties.setProperty("password", password.value().map(Secret::reveal).orElse(""));
        setDefaults(properties);
        setParameters(properties);
        address.socketDirectory()
                .ifPresentOrElse(
                        directory -> setSocket(properties, directory),
                        () -> properties.setProperty("PGHOST", address.host()));
        return properties;
    }

    private static void setDefaults(Properties properties) {
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        // As long as the server may sort before it sends the first row; a dead link is noticed by TCP keepalive before.
        properties.setProperty("socketTimeout", "3600");
        properties.setProperty("loginTimeout", "30");
        properties.setProperty("allowEncodingChanges", "true");
        properties.setProperty("socketFactory", BufferedSockets.class.getName());
        // The details of an error can hold rows, which are not for a log.
        properties.setProperty("logServerErrorDetail", "false");
    }

    private void setParameters(Properties properties) {
        for (AddressParameter parameter : AddressParameter.values()) {
            if (parameter != AddressParameter.TARGET_SESSION_ATTRS) {
                address.parameter(parameter).ifPresent(value -> properties.setProperty(parameter.property(), value));
            }
        }
        // To libpq, which has one time limit, it includes the login.
        address.parameter(AddressParameter.CONNECT_TIMEOUT)
                .ifPresent(value -> properties.setProperty("loginTimeout", value));
        // libpq's word for the certificates that the system trusts; the driver would look for a file of that name.
        if (address.parameter(AddressParameter.SSLROOTCERT).equals(Optional.of("system"))) {
            properties.remove("sslrootcert");
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            properties.setProperty("sslmode", "verify-full");
        }
    }

    /** A Unix socket has neither TLS nor Kerberos, as in libpq. */
    private void setSocket(Properties properties, Path directory) {
        properties.setProperty("PGHOST", "localhost");
        properties.setProperty("socketFactory", AFUNIXSocketFactory.FactoryArg.class.getName());
        properties.setProperty(
                "socketFactoryArg",
                directory.resolve(".s.PGSQL." + address.port()).toString());
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

class DatabaseAddressTest {
    private static final Map<String, String> NOTHING = Map.of();
    private static final Map<String, String> DEFAULTS = Map.of("PGHOST", "fallback", "PGUSER", "zulip");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://zulip@localhost/zulip                        | zulip at localhost:5432 as zulip
            postgres://zulip@db.example.com:6543/chat                 | chat at db.example.com:6543 as zulip
            postgresql://u%40corp@h/a%2Fb                             | a/b at h:5432 as u@corp
            postgresql://zulip@[2001:db8::1]:5433/zulip               | zulip at [2001:db8::1]:5433 as zulip
            postgresql://[::1]/zulip                                  | zulip at [::1]:5432 as zulip
            postgresql:///zulip?host=/var/run/postgresql&user=zulip   | zulip at the socket in /var/run/postgresql as zulip
            postgresql://%2Fvar%2Frun%2Fpostgresql/chat               | chat at the socket in /var/run/postgresql as zulip
            postgresql://%2Ftmp:5499/chat                             | chat at the socket in /tmp with port 5499 as zulip
            postgresql://h/one?dbname=two&port=7                      | two at h:7 as zulip
            postgresql://h?user=ann                                   | ann at h:5432 as ann
            postgresql://ann:@h/zulip                                 | zulip at h:5432 as ann
            postgresql://                                             | zulip at fallback:5432 as zulip
            postgresql:///                                            | zulip at fallback:5432 as zulip
            postgresql://?user=a%20b                                  | a b at fallback:5432 as a b
            postgresql:///zulip?user=a+b                              | zulip at fallback:5432 as a+b
            jdbc:postgresql://h:5433/db?user=ann                      | db at h:5433 as ann
            jdbc:postgresql://h/                                      | zulip at h:5432 as zulip
            jdbc:postgresql:db                                        | db at fallback:5432 as zulip
            jdbc:postgresql:db?user=ann                               | db at fallback:5432 as ann
            jdbc:postgresql:/                                         | zulip at fallback:5432 as zulip
            """)
    void understands(String text, String description) {
        assertThat(DatabaseAddress.parse(text, DEFAULTS).describe()).isEqualTo(description);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://h/d?sslmode=require                      | sslmode             | require
            postgresql://h/d?ssl=true                             | sslmode             | require
            jdbc:postgresql://h/d?ssl=true                        | sslmode             | verify-full
            jdbc:postgresql://h/d?ssl=true&sslmode=verify-ca      | sslmode             | verify-ca
            postgresql://h/d?sslrootcert=/etc/my%20ca.pem         | sslrootcert         | /etc/my ca.pem
            postgresql://h/d?connect_timeout=3                    | connect_timeout     | 3
            jdbc:postgresql://h/d?connectTimeout=3                | connect_timeout     | 3
            jdbc:postgresql://h/d?ApplicationName=x               | application_name    | x
            jdbc:postgresql://h/d?targetServerType=secondary      | target_session_attrs| standby
            postgresql://h/d?target_session_attrs=primary         | target_session_attrs| primary
            postgresql://h/d?gssencmode=disable                   | gssencmode          | disable
            postgresql://h/d?channel_binding=require              | channel_binding     | require
            """)
    void keepsParameterByItsNameInLibpq(String text, String keyword, String value) {
        assertThat(DatabaseAddress.parse(text, NOTHING).parameters()).isEqualTo(Map.of(keyword, value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mysql://h/d                               | the database address doesn't begin with postgresql:// or jdbc:postgresql: but with mysql://
            host=h dbname=d                           | the database address doesn't begin with postgresql:// or jdbc:postgresql:
            postgresql:d                              | the database address doesn't begin with postgresql:// or jdbc:postgresql:
            postgresql://a,b/d                        | the database address names several hosts
            postgresql://a:1,b:2/d                    | the database address names several hosts
            postgresql:///d?host=a,b                  | the database address names several hosts
            postgresql://a b/d                        | the host of the database address is not the name of a host
            postgresql://%40abstract/d                | the host of the database address is not the name of a host
            postgresql://[::1/d                       | the host of the database address can't be read; an IPv6 address needs brackets
            postgresql://[::1]x/d                     | the host of the database address can't be read; an IPv6 address needs brackets
            postgresql://::1/d                        | the host of the database address can't be read; an IPv6 address needs brackets
            postgresql://ann@::1/d                    | the host of the database address can't be read; an IPv6 address needs brackets
            postgresql://h:0/d                        | the port of the database address is not a number from 1 to 65535
            postgresql://h:65536/d                    | the port of the database address is not a number from 1 to 65535
            postgresql://h:port/d                     | the port of the database address is not a number from 1 to 65535
            postgresql://h/d?x                        | the database address has a parameter that is not of the form name=value
            postgresql://h/d?hostaddr=::1             | the parameter 'hostaddr' is not supported: use 'host'
            postgresql://h/d?options=-c%20x=y         | the parameter 'options' is not supported: realmferry sets the options itself
            postgresql://h/d?passfile=x               | the parameter 'passfile' is not supported
            jdbc:postgresql://h/d?socketFactory=a.B   | the parameter 'socketFactory' is not supported
            jdbc:postgresql://h/d?sslfactory=a.B      | the parameter 'sslfactory' is not supported
            jdbc:postgresql://h/d?loggerFile=/x       | the parameter 'loggerFile' is not supported
            postgresql://h/d?sslmode=never            | the parameter 'sslmode' must be one of disable, allow, prefer, require, verify-ca, verify-full
            postgresql://h/d?ssl=1                    | the parameter 'ssl' must be true or false
            postgresql://h/d?connect_timeout=soon     | the parameter 'connect_timeout' must be a number of seconds
            postgresql://h/d%2                        | a % in the database address is not followed by two hexadecimal digits
            postgresql://h/d%0A                       | the dbname in the database address holds a control character
            """)
    void refuses(String text, String problem) {
        assertThat(failure(text, NOTHING).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://zulip:s3cret@h/zulip
            postgresql://zulip:s3cret@h:port,b/zulip
            postgresql://zulip:a:s3cret@h/zulip
            postgresql://zulip:a@s3cret@h/zulip
            postgresql://zulip:a/s3cret@h/zulip
            postgresql://zulip:1/s3cret@h/zulip
            postgresql://zulip:s3cret/b@h/zulip
            postgresql://zulip:s3cret?b=c@h/zulip
            postgresql://zulip:%s3cret@h/zulip
            postgresql://h/zulip?password=s3cret
            postgresql://h/zulip?sslpassword=s3cret
            jdbc:postgresql://h/zulip?user=zulip&password=s3cret
            jdbc:postgresql://zulip:s3cret@h/zulip
            """)
    void refusesAPasswordInTheAddress(String text) {
        Failure failure = failure(text, NOTHING);
        assertThat(failure.problems()).first().asString().contains("holds a password");
        assertThat(failure.remedy()).contains("PGPASSWORD", "~/.pgpass");
        assertThat(failure + failure.remedy()).doesNotContain("s3cret");
    }

    @Test
    void tellsAllThatIsWrong() {
        assertThat(failure("postgresql://h:x/d?service=s&sslmode=y&passfile=z&password=p", NOTHING)
                        .problems())
                .hasSize(5);
    }

    @Test
    void takesWhatIsMissingFromTheEnvironment() {
        var environment = Map.of(
                "PGHOST",
                "h",
                "PGPORT",
                "7",
                "PGUSER",
                "u",
                "PGDATABASE",
                "d",
                "PGSSLMODE",
                "require",
                "PGPASSWORD",
                "p");
        assertThat(DatabaseAddress.parse("postgresql://", environment))
                .isEqualTo(new DatabaseAddress(Optional.empty(), "h", 7, "d", "u", Map.of("sslmode", "require")));
    }

    @Test
    void prefersTheTextToTheEnvironment() {
        var environment = Map.of("PGHOST", "/tmp", "PGPORT", "7", "PGUSER", "u", "PGDATABASE", "d", "PGSSLMODE", "x");
        assertThat(DatabaseAddress.parse("postgresql://v@g:8/e?sslmode=disable", environment))
                .isEqualTo(new DatabaseAddress(Optional.empty(), "g", 8, "e", "v", Map.of("sslmode", "disable")));
    }

    @Test
    void namesTheVariableThatIsWrong() {
        assertThat(failure("postgresql://", Map.of("PGHOST", "h", "PGPORT", "x", "PGSSLMODE", "y"))
                        .problems())
                .containsExactly(
                        "PGPORT is not a number from 1 to 65535",
                        "PGSSLMODE must be one of disable, allow, prefer, require, verify-ca, verify-full");
    }

    @Test
    void takesWhatIsMissingFromTheService(@TempDir Path home) throws IOException {
        Files.writeString(home.resolve(".pg_service.conf"), """
                # of this user
                [other]
                host=other.example.com

                [chat]
                host = db.example.com
                port=7
                user=ann
                dbname=zulip chat
                sslmode=require
                password=s3cret
                [last]
                host=last.example.com
                """);
        Map<String, String> environment =
                Map.of("HOME", home.toString(), "PGSERVICE", "chat", "PGHOST", "h", "PGSSLMODE", "disable");

        DatabaseAddress address = DatabaseAddress.parse("postgresql://bob@/", environment);

        assertThat(address.describe()).isEqualTo("zulip chat at db.example.com:7 as bob");
        assertThat(address.parameters()).containsEntry("sslmode", "require");
        assertThat(address.toString()).doesNotContain("s3cret");
        assertThat(Password.find(address, Optional.empty(), environment)
                        .value()
                        .orElseThrow()
                        .reveal())
                .isEqualTo("s3cret");
        assertThat(DatabaseAddress.parse("postgresql:///z?service=last", environment)
                        .describe())
                .startsWith("z at last.example.com:5432 ");
    }

    @Test
    void takesTheServiceFileThatIsNamedOrTheSystems(@TempDir Path folder) throws IOException {
        Path named = Files.writeString(folder.resolve("named"), "[mine]\nhost=/run/pg\nport=x\nservice=y\n");
        Files.writeString(folder.resolve("pg_service.conf"), "[theirs]\nhost=h\ndbname=d\nuser=u\n");
        Map<String, String> environment =
                Map.of("PGSERVICEFILE", named.toString(), "PGSYSCONFDIR", folder.toString(), "HOME", "/nowhere");

        assertThat(DatabaseAddress.parse("postgresql://?service=theirs", environment)
                        .describe())
                .isEqualTo("d at h:5432 as u");
        assertThat(failure("postgresql://?service=mine", environment).problems())
                .contains("a service names another service (service mine)", "PGPORT is not a number from 1 to 65535");
        assertThat(failure("postgresql://?service=none", environment).problems())
                .containsExactly("no file defines the PostgreSQL service \"none\": not " + named + ", not "
                        + folder.resolve("pg_service.conf"));
        Failure missing = failure("postgresql://", Map.of("PGSERVICE", "mine", "PGSERVICEFILE", "/nowhere/file"));
        assertThat(missing.problems()).containsExactly("PGSERVICEFILE names /nowhere/file, which does not exist");
        assertThat(missing.remedy()).contains("~/.pg_service.conf", "unset PGSERVICE");
    }

    @Test
    void fallsBackToTheSocketAndTheUserOfTheSystem() {
        String user = System.getProperty("user.name");
        Path debian = Path.of("/var/run/postgresql");
        Path directory = Files.isDirectory(debian) ? debian : Path.of("/tmp");
        assertThat(DatabaseAddress.parse("postgresql://", NOTHING))
                .isEqualTo(new DatabaseAddress(Optional.of(directory), "", 5432, user, user, Map.of()));
    }

    private static Failure failure(String text, Map<String, String> environment) {
        Failure failure = catchThrowableOfType(Failure.class, () -> DatabaseAddress.parse(text, environment));
        assertThat(failure.status()).isEqualTo(ExitStatus.COMMAND_LINE);
        return failure;
    }
}

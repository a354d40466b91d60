/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.Secret;

class PasswordFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            h:5432:zulip:ann:pw              | pw
            *:*:*:*:pw                       | pw
            h:*:*:ann:p:w                    | p
            h:*:*:ann:p\\:w\\\\              | p:w\\
            h:*:*:ann:p\\w                   | pw
            h:*:*:ann:pw # no comment        | pw # no comment
            \\h:*:*:an\\n:pw                 | pw
            """)
    void findsThePasswordInALineThatFits(String line, String password) throws IOException {
        assertThat(found("postgresql://ann@h/zulip", "0600", line)).isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource({
        "h:5433:*:*:pw",
        "hh:*:*:*:pw",
        "*:*:zuli:*:pw",
        "*:*:*:bob:pw",
        "#h:*:*:*:pw",
        "h",
        "h:*:*:ann",
        "h:*:*:ann:"
    })
    void passesOverALineThatDoesNotFit(String line) throws IOException {
        assertThat(found("postgresql://ann@h/zulip", "0600", line)).isEqualTo("none");
    }

    @Test
    void takesTheFirstLineThatFits() throws IOException {
        assertThat(found("postgresql://ann@h/zulip", "0600", "# mine\ng:*:*:*:x\n\r\nh:*:*:*:pw\r\n*:*:*:*:y"))
                .isEqualTo("pw");
    }

    @Test
    void callsTheDefaultSocketLocalhost() throws IOException {
        String lines = "/srv/sockets:*:*:*:a\nlocalhost:*:*:*:b";
        assertThat(found("postgresql://%2Fvar%2Frun%2Fpostgresql/zulip", "0600", lines))
                .isEqualTo("b");
        assertThat(found("postgresql://%2Fsrv%2Fsockets/zulip", "0600", lines)).isEqualTo("a");
        assertThat(found("postgresql://%2Fsrv%2Fother/zulip", "0600", lines)).isEqualTo("none");
    }

    @Test
    void matchesAnAddressWithEscapedColons() throws IOException {
        assertThat(found("postgresql://[::1]/zulip", "0600", "\\:\\:1:*:*:*:pw"))
                .isEqualTo("pw");
    }

    @Test
    void ignoresAFileThatOthersMayRead() throws IOException {
        assertThat(found("postgresql://h/zulip", "0640", "*:*:*:*:pw")).isEqualTo("none");
        assertThat(PasswordFile.readFrom(directory.resolve("pgpass")).ignored())
                .contains("other users have access to it; run chmod 0600 on it");
    }

    @Test
    void livesWithoutAFile() {
        PasswordFile file = PasswordFile.of(Map.of("HOME", directory.toString()));
        assertThat(file).isEqualTo(new PasswordFile(directory.resolve(".pgpass"), List.of(), Optional.empty()));
    }

    @Test
    void ignoresADirectory() {
        assertThat(PasswordFile.of(Map.of("PGPASSFILE", directory.toString())).ignored())
                .contains("it is not a regular file");
    }

    private String found(String address, String mode, String lines) throws IOException {
        Path file = directory.resolve("pgpass");
        Files.writeString(file, lines);
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(mode.equals("0600") ? "rw-------" : "rw-r-----"));
        return PasswordFile.readFrom(file)
                .passwordFor(DatabaseAddress.parse(address, Map.of()))
                .map(Secret::reveal)
                .orElse("none");
    }
}

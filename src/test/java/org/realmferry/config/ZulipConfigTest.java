/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.Secret;
import org.realmferry.postgres.address.DatabaseAddress;

class ZulipConfigTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeDefaults() throws IOException {
        write("settings.py", "LOCAL_UPLOADS_DIR = \"/home/zulip/uploads\"\n#REMOTE_POSTGRES_HOST = 'dbserver'\n");
        write("zulip.conf", "[machine]\npuppet_classes = zulip::profile::standalone\n");
        write("zulip-secrets.conf", "[secrets]\navatar_salt = 0a1b\npostgres_password = s3cret\n");
    }

    @Test
    void entersTheLocalDatabaseAsItsPeer() {
        ZulipConfig config = ZulipConfig.readFrom(directory);
        assertThat(config.database().flatMap(DatabaseAddress::socketDirectory)).isPresent();
        assertThat(description(config)).startsWith("zulip at the socket in ").endsWith(" as zulip");
        assertThat(config.databasePassword()).isEmpty();
        assertThat(config.uploads()).contains(Path.of("/home/zulip/uploads"));
        assertThat(config.avatarSalt().map(Secret::reveal)).contains("0a1b");
        assertThat(config.usesS3()).isFalse();
    }

    @Test
    void entersARemoteDatabaseWithZulipsPassword() throws IOException {
        write("settings.py", "REMOTE_POSTGRES_HOST = 'db.example.com'\n");
        write("zulip.conf", "[postgresql]\ndatabase_name = chat\ndatabase_user: ann\n");
        ZulipConfig config = ZulipConfig.readFrom(directory);
        assertThat(description(config)).isEqualTo("chat at db.example.com:5432 as ann");
        assertThat(config.database().orElseThrow().parameters()).containsEntry("sslmode", "verify-full");
        assertThat(config.databasePassword().map(Secret::reveal)).contains("s3cret");
        assertThat(config.toString()).doesNotContain("s3cret");
    }

    @Test
    void takesPortAndSslModeFromTheSettings() throws IOException {
        write(
                "settings.py",
                "REMOTE_POSTGRES_HOST = \"::1\"\nREMOTE_POSTGRES_PORT = 6543\nREMOTE_POSTGRES_SSLMODE = 'require'\n");
        DatabaseAddress address = ZulipConfig.readFrom(directory).database().orElseThrow();
        assertThat(address.describe()).isEqualTo("zulip at [::1]:6543 as zulip");
        assertThat(address.parameters()).containsEntry("sslmode", "require");
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "''", "\"\""})
    void takesAnEmptyHostForNone(String value) throws IOException {
        write("settings.py", "REMOTE_POSTGRES_HOST = " + value + "\nREMOTE_POSTGRES_SSLMODE = 'require'\n");
        assertThat(description(ZulipConfig.readFrom(directory))).startsWith("zulip at the socket in ");
    }

    @Test
    void entersTheLocalDatabaseWithAPasswordForAnotherUser() throws IOException {
        write("zulip.conf", "[postgresql]\ndatabase_user = ann\n");
        ZulipConfig config = ZulipConfig.readFrom(directory);
        assertThat(description(config)).isEqualTo("zulip at localhost:5432 as ann");
        assertThat(config.databasePassword()).isPresent();
    }

    @Test
    void takesTheAddressesOfSystemBotsThatAreSet() throws IOException {
        write(
                "settings.py",
                "EMAIL_GATEWAY_BOT = 'mail@corp.example'\nNOTIFICATION_BOT = None\nWELCOME_BOT = f'{X}@corp.example'\n");
        assertThat(ZulipConfig.systemBots(directory)).isEqualTo(Map.of("EMAIL_GATEWAY_BOT", "mail@corp.example"));
        assertThat(ZulipConfig.systemBots(directory.resolve("none"))).isEmpty();
    }

    @Test
    void leavesOutADatabaseThatOnlyPythonKnows() throws IOException {
        write("settings.py", "REMOTE_POSTGRES_HOST = os.environ['DB']\n");
        assertThat(ZulipConfig.readFrom(directory).database()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"S3_AUTH_UPLOADS_BUCKET", "S3_AVATAR_BUCKET"})
    void findsUploadsInS3WhereThereIsNoDirectory(String setting) throws IOException {
        write("settings.py", setting + " = \"bucket\"\n");
        ZulipConfig config = ZulipConfig.readFrom(directory);
        assertThat(config.usesS3()).isTrue();
        assertThat(config.uploads()).isEmpty();
    }

    @Test
    void prefersADirectoryToS3AsZulipDoes() throws IOException {
        write("settings.py", "LOCAL_UPLOADS_DIR = '/u'\nS3_AUTH_UPLOADS_BUCKET = 'bucket'\n");
        assertThat(ZulipConfig.readFrom(directory).usesS3()).isFalse();
    }

    @Test
    void contentsItselfWithTheSettings() throws IOException {
        Files.delete(directory.resolve("zulip.conf"));
        Files.delete(directory.resolve("zulip-secrets.conf"));
        ZulipConfig config = ZulipConfig.readFrom(directory);
        assertThat(config.database()).isPresent();
        assertThat(config.avatarSalt()).isEmpty();
    }

    @Test
    void readsBucketsAndKeysOfS3() throws IOException {
        write("settings.py", """
                S3_AUTH_UPLOADS_BUCKET = "acme-uploads"
                S3_AVATAR_BUCKET = 'acme-avatars'
                S3_ENDPOINT_URL = "https://minio.example.com:9000"
                S3_REGION = "eu-central-1"
                S3_ADDRESSING_STYLE = "virtual"
                """);
        write("zulip-secrets.conf", "[secrets]\ns3_key = AKEY\ns3_secret_key = hidden/with+signs=\n");
        ZulipConfig.S3 s3 = ZulipConfig.readFrom(directory).s3();
        assertThat(s3.uploadsBucket()).contains("acme-uploads");
        assertThat(s3.avatarsBucket()).contains("acme-avatars");
        assertThat(s3.endpoint()).contains("https://minio.example.com:9000");
        assertThat(s3.region()).contains("eu-central-1");
        assertThat(s3.addressingStyle()).contains("virtual");
        assertThat(s3.keys().map(keys -> keys.key() + " " + keys.secret().reveal()))
                .contains("AKEY hidden/with+signs=");
        assertThat(s3.toString()).doesNotContain("hidden", "AKEY");
    }

    @Test
    void takesKeysOfS3OnlyWithTheirSecret() throws IOException {
        write("zulip-secrets.conf", "[secrets]\ns3_key = AKEY\n");
        assertThat(ZulipConfig.readFrom(directory).s3().keys()).isEmpty();
    }

    @Test
    void refusesADirectoryWithoutZulipsFiles() throws IOException {
        Files.delete(directory.resolve("zulip.conf"));
        Files.delete(directory.resolve("settings.py"));
        assertThat(failure(directory)).hasMessage(directory + " is not a Zulip configuration");
    }

    @Test
    void refusesAMissingDirectory() {
        Path missing = directory.resolve("missing");
        assertThat(failure(missing)).hasMessage(missing + " is not a directory");
        assertThat(failure(missing).remedy()).contains("/etc/zulip");
    }

    @Test
    void namesTheFileThatCanNotBeRead() throws IOException {
        Path secrets = directory.resolve("zulip-secrets.conf");
        Files.delete(secrets);
        Files.createDirectory(secrets);
        assertThat(failure(directory)).hasMessage(secrets + " can't be read");
        assertThat(failure(directory).remedy()).contains("root", "zulip");
    }

    @Test
    void refusesSettingsThatMakeNoAddress() throws IOException {
        write("settings.py", "REMOTE_POSTGRES_HOST = 'a,b'\nREMOTE_POSTGRES_PORT = 'x'\n");
        assertThat(failure(directory).problems())
                .containsExactly(
                        directory + ": the database address names several hosts",
                        directory + ": the port of the database address is not a number from 1 to 65535");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static String description(ZulipConfig config) {
        return config.database().map(DatabaseAddress::describe).orElse("none");
    }

    private static Failure failure(Path directory) {
        Failure failure = catchThrowableOfType(Failure.class, () -> ZulipConfig.readFrom(directory));
        assertThat(failure.status()).isEqualTo(ExitStatus.CONFIGURATION);
        return failure;
    }
}

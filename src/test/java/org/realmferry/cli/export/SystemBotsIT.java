/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.cli.ExportedServer;
import org.realmferry.cli.Ran;
import org.realmferry.extract.ExportedArchive;
import org.realmferry.sample.EmbeddedServer;
import org.realmferry.sample.ExportOutcome;
import org.realmferry.sample.RealServer;

/** System bots in an organisation's realm, or with addresses of their own. */
@TestInstance(Lifecycle.PER_CLASS)
class SystemBotsIT {
    private static final String BOT = "zulip.zerver_userprofile WHERE email = '%s@zulip.com'";

    @AutoClose
    private EmbeddedServer server;

    private ExportedServer real;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException, SQLException {
        folder = temporary;
        server = EmbeddedServer.start();
        real = ExportedServer.of(RealServer.ofZulip11(), server, "real", folder, List.of("zulip"));
    }

    @Test
    void anOrganisationThatTheSystemBotsLiveInIsExportedWithAllOfThem() throws IOException, SQLException {
        ExportedServer source = real.copy("together");
        source.execute(
                "UPDATE zulip.zerver_userprofile SET realm_id = 5 WHERE realm_id = 1",
                "UPDATE zulip.zerver_realm SET string_id = 'old-internal' WHERE id = 1",
                "UPDATE zulip.zerver_message SET realm_id = 5 WHERE realm_id = 1");
        List<String> words = new ArrayList<>(source.words(folder.resolve("all")));
        words.remove(words.indexOf("--realm") + 1);
        words.set(words.indexOf("--realm"), "--all-realms");

        Ran ran = Ran.command(words);

        assertThat(ran.status()).as(ran.text()).isLessThan(2);
        ExportedArchive lear = ExportedArchive.read(folder.resolve("all").resolve("lear"));
        Set<Long> leaving = lear.ids("zerver_message");
        assertThat(leaving)
                .containsAll(source.numbers("SELECT id FROM zulip.zerver_message WHERE realm_id = 5 AND sender_id IN"
                        + " (SELECT id FROM zulip.zerver_userprofile WHERE realm_id = 5)"
                        + " AND recipient_id IN (SELECT id FROM zulip.zerver_recipient WHERE type < 3)"));
        assertThat(lear.rows("zerver_userprofile"))
                .extracting(row -> row.get("email"))
                .contains("notification-bot@zulip.com", "welcome-bot@zulip.com", "emailgateway@zulip.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notification-bot", "welcome-bot"})
    void aBotWithAnAddressOfItsOwnIsFound(String bot) throws IOException, SQLException {
        String name = "own_" + bot.replace('-', '_');
        ExportedServer source = real.copy(name);
        Path before = folder.resolve(name + "-before");
        Path after = folder.resolve(name + "-after");
        assertThat(source.export(before).status()).isZero();
        source.execute("UPDATE "
                + String.format(BOT, bot)
                        .replace(
                                " WHERE",
                                " SET email = 'robot@corp.example'," + " delivery_email = 'robot@corp.example' WHERE"));

        ExportOutcome outcome = source.export(after);

        assertThat(outcome.status()).as(outcome.text()).isZero();
        assertThat(ExportedArchive.read(after.resolve("zulip")).files())
                .isEqualTo(ExportedArchive.read(before.resolve("zulip")).files());
    }

    @Test
    void aBotThatNothingTellsIsAFinding() throws IOException, SQLException {
        ExportedServer source = real.copy("unknown");
        source.execute(renamed("emailgateway"));

        ExportOutcome outcome = source.export(folder.resolve("unknown"));

        assertThat(outcome.status()).as(outcome.text()).isOne();
        assertThat(outcome.text())
                .contains(
                        "no system bot emailgateway@zulip.com was found, by its address or its name, in the realm with"
                                + " the id 1; messages to it are left out");
    }

    @ParameterizedTest
    @CsvSource({"notification-bot, NOTIFICATION_BOT", "welcome-bot, WELCOME_BOT", "emailgateway, EMAIL_GATEWAY_BOT"})
    void aBotThatOnlyTheSettingsTellIsFound(String bot, String setting) throws IOException, SQLException {
        ExportedServer source = real.copy(setting);
        Path before = folder.resolve(setting + "-before");
        Path after = folder.resolve(setting + "-after");
        assertThat(source.export(before).status()).isZero();
        source.execute(renamed(bot));
        Path settings = Files.createDirectory(folder.resolve(setting));
        Files.writeString(settings.resolve("settings.py"), setting + " = \"Robot@corp.example\"\n");

        ExportOutcome outcome = source.export(after, "--zulip-config", settings.toString());

        assertThat(outcome.status()).as(outcome.text()).isZero();
        assertThat(ExportedArchive.read(after.resolve("zulip")).files())
                .isEqualTo(ExportedArchive.read(before.resolve("zulip")).files());
        Ran verified = Ran.command(List.of(
                "verify",
                after.toString(),
                "--against",
                server.uri(source.database()),
                "--zulip-config",
                settings.toString()));
        assertThat(verified.status()).as(verified.text()).isZero();
    }

    @Test
    void aBotThatLeavesWithAnAddressOfItsOwnIsAFinding() throws IOException, SQLException {
        ExportedServer source = real.copy("own");
        long id = source.number("SELECT id FROM " + String.format(BOT, "notification-bot"));
        source.execute(renamed("notification-bot"));

        ExportOutcome outcome = source.export(folder.resolve("own"));

        assertThat(outcome.status()).as(outcome.text()).isOne();
        assertThat(outcome.text())
                .contains("zulip: zerver_userprofile " + id
                        + ": it wrote in this realm as a system bot of the server's own, robot@corp.example;"
                        + " the import fails unless the target server has a system bot of that address");
    }

    private static String renamed(String bot) {
        return "UPDATE "
                + String.format(BOT, bot)
                        .replace(
                                " WHERE",
                                " SET email = 'robot@corp.example',"
                                        + " delivery_email = 'robot@corp.example', full_name = 'Robot' WHERE");
    }

    @Test
    void aLinkToAFileOfAnotherRealmIsAFinding() throws IOException, SQLException {
        ExportedServer source = real.copy("linked");
        source.execute("UPDATE zulip.zerver_message SET has_attachment = true, content = content ||"
                + " ' [logo](/user_uploads/1/ab/token/logo.png)' WHERE id = (SELECT max(id) FROM zulip.zerver_message"
                + " WHERE realm_id = 2)");

        ExportOutcome outcome = source.export(folder.resolve("linked"));

        assertThat(outcome.status()).as(outcome.text()).isOne();
        assertThat(outcome.text())
                .contains("it links to /user_uploads/1/ab/token/logo.png, a file of another realm, which is left out");
    }

    @Test
    void aFileOfTheRealmUnderThePathOfAnotherIsNone() throws IOException, SQLException {
        ExportedServer source = real.copy("mailed");
        source.execute(
                "UPDATE zulip.zerver_attachment SET path_id = '1/ab/token/mailed.txt' WHERE id = (SELECT min(id)"
                        + " FROM zulip.zerver_attachment WHERE realm_id = 2)",
                "UPDATE zulip.zerver_message SET has_attachment = true, content = content ||"
                        + " ' [mail](/user_uploads/1/ab/token/mailed.txt)' WHERE id = (SELECT max(id)"
                        + " FROM zulip.zerver_message WHERE realm_id = 2)");

        ExportOutcome outcome = source.export(folder.resolve("mailed"));

        assertThat(outcome.status()).as(outcome.text()).isLessThan(2);
        assertThat(outcome.text()).doesNotContain("a file of another realm");
    }

    @Test
    void theSystemBotsAloneStayBehindInSilence() throws IOException {
        List<String> words = new ArrayList<>(real.words(folder.resolve("everything")));
        words.remove(words.indexOf("--realm") + 1);
        words.set(words.indexOf("--realm"), "--all-realms");

        Ran ran = Ran.command(words);

        assertThat(ran.status()).as(ran.text()).isZero();
        assertThat(folder.resolve("everything").resolve("zulipinternal")).doesNotExist();
    }
}

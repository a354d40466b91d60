/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.rules.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.realmferry.rules.Dialect;
import org.realmferry.rules.Rules;

class BotAddressesTest {
    private static final String SQL = "SELECT CASE " + BotAddresses.when("b.email") + "WHEN FALSE THEN '' END FROM x b";

    @Test
    void theSettingsAddressesStandForTheStandardOnes() {
        BotAddresses bots = new BotAddresses(Map.of("NOTIFICATION_BOT", "Robot$1@corp.example"));

        assertThat(new Dialect(Rules.NEWEST, bots).sql(SQL))
                .isEqualTo("SELECT CASE WHEN lower(b.email) = lower('Robot$1@corp.example')"
                        + " THEN 'notification-bot@zulip.com' WHEN FALSE THEN '' END FROM x b");
    }

    @Test
    void nothingButAnAddressGetsIntoAQuery() {
        BotAddresses bots = new BotAddresses(Map.of(
                "NOTIFICATION_BOT", "x' OR '@y",
                "WELCOME_BOT", "a\\@b",
                "EMAIL_GATEWAY_BOT", "none",
                "FEEDBACK_BOT", "feedback@corp.example"));

        assertThat(bots.in(SQL)).isEqualTo("SELECT CASE WHEN FALSE THEN '' END FROM x b");
    }
}

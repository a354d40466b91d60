/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvatarSaltTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aB3=x",
                "\n aB3=x \r\n",
                "[secrets]\navatar_salt = aB3=x\nsecret_key = other\n",
                "# of Zulip\r\n[secrets]\r\nsecret_key = other\r\navatar_salt=aB3=x\r\n",
                "avatar_salt = aB3=x\n",
                "avatar_salt: aB3=x"
            })
    void theSaltIsFoundAloneAndInZulipsFile(String text) {
        assertThat(AvatarSalt.in(text))
                .hasValueSatisfying(salt -> assertThat(salt.reveal()).isEqualTo("aB3=x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "[secrets]\nsecret_key = other\n",
                "[secrets]\navatar_salt =\n",
                "[other]\navatar_salt = aB3=x\n",
                "secret_key = other",
                "two\nlines"
            })
    void anythingElseIsNoSalt(String text) {
        assertThat(AvatarSalt.in(text)).isEmpty();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a realm can have on any server, and others. */
class SubdomainTest {
    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b", "2026", "acme", "''"})
    void aName(String name) {
        assertThat(Subdomain.objection(name.replace("'", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Acme, the letters a to z",
        "a_b, the letters a to z",
        "a.b, the letters a to z",
        "\u00e9t\u00e9, the letters a to z",
        "-ab, neither begin nor end",
        "ab-, neither begin nor end",
        "ab, at least 3 letters",
        "abcdefghijabcdefghijabcdefghijabcdefghija, at most 40 letters",
    })
    void noName(String name, String why) {
        assertThat(Subdomain.objection(name).orElseThrow()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zulip", "stream", "streams", "staging", "push"})
    void aReservedName(String name) {
        assertThat(Subdomain.isReserved(name)).isTrue();
    }

    @Test
    void othersAreNotReserved() {
        assertThat(Subdomain.isReserved("orchard")).isFalse();
        assertThat(Subdomain.isReserved("s")).isFalse();
    }
}

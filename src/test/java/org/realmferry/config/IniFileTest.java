/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IniFileTest {
    @Test
    void findsOptionsInTheirSections() {
        var file = IniFile.parse("[one]\na = 1\n[two]\na: 2\nempty =\n");
        assertThat(file.value("one", "a")).contains("1");
        assertThat(file.value("two", "a")).contains("2");
        assertThat(file.value("two", "empty")).isEmpty();
        assertThat(file.value("three", "a")).isEmpty();
    }

    @Test
    void keepsEveryCharacterOfAPassword() {
        var file = IniFile.parse("[secrets]\r\n  # comment = 1\r\n; comment = 2\r\nP_w = a#b;c = 'd' : %e\r\n");
        assertThat(file.value("secrets", "p_w")).contains("a#b;c = 'd' : %e");
        assertThat(file.value("secrets", "comment")).isEmpty();
    }

    @Test
    void takesTheLastOfEqualOptions() {
        assertThat(IniFile.parse("[s]\na = 1\na = 2\n").value("s", "a")).contains("2");
    }
}

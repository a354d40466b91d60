/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What never holds leaves a query; all else stays. */
class DeadBranchesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT CASE WHEN FALSE THEN 1 ELSE t.a END, b | SELECT t.a, b",
                "CASE WHEN FALSE AND (a OR b) THEN (SELECT x) ELSE (SELECT y FROM z) END | (SELECT y FROM z)",
                "CASE WHEN FALSE AND a THEN CASE WHEN b THEN 1 ELSE 2 END ELSE CASE WHEN c THEN 3 ELSE 4 END END"
                        + " | CASE WHEN c THEN 3 ELSE 4 END",
                "CASE WHEN FALSE THEN 'it''s the END ELSE (' ELSE 'a OR b' END | 'a OR b'",
                "CASE WHEN FALSE THEN 1 ELSE CASE WHEN FALSE AND a THEN 2 ELSE b END END + 1 | b + 1",
                "CASE WHEN FALSE THEN a OR b ELSE c END | c"
            })
    void aBranchThatNeverHolds(String sql, String rest) {
        assertThat(DeadBranches.remove(sql)).isEqualTo(rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM b WHERE c",
                "CASE WHEN TRUE THEN 1 ELSE 2 END",
                "CASE WHEN NOT FALSE THEN 1 ELSE 2 END",
                "CASE WHEN FALSE OR a THEN 1 ELSE 2 END",
                "CASE WHEN FALSE AND a OR b THEN 1 ELSE 2 END",
                "CASE WHEN FALSE THEN 1 WHEN a THEN 2 ELSE 3 END",
                "CASE WHEN FALSE THEN 1 END"
            })
    void whatMayHold(String sql) {
        assertThat(DeadBranches.remove(sql)).isEqualTo(sql);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkMemoryTest {
    @Test
    void allConnectionsTogetherStayBelowTheLimitAlsoWithHashes() {
        assertThat(WorkMemory.usual(1).setting()).isEqualTo("131072kB");
        assertThat(WorkMemory.usual(4).setting()).isEqualTo("131072kB");
        assertThat(WorkMemory.usual(8).setting()).isEqualTo("65536kB");
        assertThat(WorkMemory.usual(64).setting()).isEqualTo("8192kB");
        assertThat(new WorkMemory(256L << 20, 8).setting()).isEqualTo("16384kB");
        assertThat(new WorkMemory(256L << 20, 8).among(2).setting()).isEqualTo("65536kB");
        assertThat(new WorkMemory(WorkMemory.LEAST, 64).setting()).isEqualTo("64kB");
    }
}

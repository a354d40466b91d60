/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What tells servers apart: it stays the same where the server does, and says nothing of it. */
class ServerHashTest {
    private static Optional<String> hash(String server) {
        return ServerHash.of(new SnapshotHorizon(server, 700));
    }

    /** The value is in archives that are kept for years. */
    @Test
    void theHashOfAServerIsAlwaysTheSame() {
        assertThat(hash("7449292041226113058/00000001/16384"))
                .hasValue("41843aa1b5b2e202d5331711d41b22ef045f1ec33a98d9e16c15cfabe3ddb954");
    }

    @Test
    void aFailoverLeavesAServerTheSame() {
        assertThat(hash("7449292041226113058/00000002/16384")).isEqualTo(hash("7449292041226113058/00000001/16384"));
    }

    @Test
    void anotherClusterOrDatabaseIsAnotherServer() {
        assertThat(hash("7449292041226113059/00000001/16384")).isNotEqualTo(hash("7449292041226113058/00000001/16384"));
        assertThat(hash("7449292041226113058/00000001/16385")).isNotEqualTo(hash("7449292041226113058/00000001/16384"));
    }

    @Test
    void whereTheDatabaseDoesNotSayItThereIsNone() {
        assertThat(hash("")).isEmpty();
    }
}

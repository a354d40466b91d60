/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserMessageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7,\"flags_mask\":3,\"message\":500,\"user_profile\":12}",
                "{\"message\":500,\"user_profile\":12,\"flags_mask\":-3,\"id\":7}",
                "{\"user_profile\":12,\"more\":\"x\",\"id\":7,\"message\":500}",
                "{\"id\":7,\"user_profile\":12,\"message\":500,\"flags_mask\":null}"
            })
    void theNumbersAreFoundInWhateverOrder(String text) {
        byte[] row = ("xx" + text + "yy").getBytes(StandardCharsets.UTF_8);
        UserMessage read = new UserMessage();

        read.read(row, 2, row.length - 2);

        assertThat(read.id()).isEqualTo(7);
        assertThat(read.message()).isEqualTo(500);
        assertThat(read.user()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":7,\"flags", "{\"id", "{\"id\":", "{\"id\":7"})
    void aRowThatIsCutOffEndsTheReading(String text) {
        byte[] row = text.getBytes(StandardCharsets.UTF_8);
        UserMessage read = new UserMessage();

        read.read(row, 0, row.length);

        assertThat(read.message()).isEqualTo(Long.MIN_VALUE);
    }
}

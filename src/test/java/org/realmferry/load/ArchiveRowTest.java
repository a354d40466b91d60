/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Fields of rows that are bytes. */
class ArchiveRowTest {
    private final ArchiveRow row = new ArchiveRow();

    private void read(String json) {
        byte[] bytes = ("  " + json + ",").getBytes(StandardCharsets.UTF_8);
        row.read(bytes, 2, bytes.length - 1);
    }

    private String value(int field) {
        return new String(row.data(), row.start(field), row.end(field) - row.start(field), StandardCharsets.UTF_8);
    }

    @Test
    void aValueIsFoundByItsField() {
        int id = row.field("id");
        int name = row.field("name");
        read("{\"id\":12,\"name\":\"a\\\"},b\"}");
        assertThat(row.number(id)).isEqualTo(12);
        assertThat(value(name)).isEqualTo("\"a\\\"},b\"");
    }

    @Test
    void theSameFieldHasOneNumber() {
        assertThat(row.field("id")).isEqualTo(row.field("id")).isNotEqualTo(row.field("name"));
    }

    @Test
    void theOrderOfFieldsMayChangeFromRowToRow() {
        int id = row.field("id");
        int name = row.field("name");
        for (int again = 0; again < 2; again++) {
            read("{\"id\":1,\"name\":\"a\",\"more\":true}");
            assertThat(row.number(id)).isEqualTo(1);
            assertThat(value(name)).isEqualTo("\"a\"");
            read("{\"more\":false,\"name\":\"b\",\"id\":2}");
            assertThat(row.number(id)).isEqualTo(2);
            assertThat(value(name)).isEqualTo("\"b\"");
        }
    }

    @Test
    void aFieldThatARowLacksIsNotTheOneOfTheRowBefore() {
        int name = row.field("name");
        read("{\"id\":1,\"name\":\"a\"}");
        read("{\"id\":2}");
        assertThat(row.has(name)).isFalse();
        assertThat(row.isNull(name)).isTrue();
        assertThat(row.number(name)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void nullIsThereAndNull() {
        int name = row.field("name");
        read("{\"name\":null}");
        assertThat(row.has(name)).isTrue();
        assertThat(row.isNull(name)).isTrue();
        read("{\"name\":\"null\"}");
        assertThat(row.isNull(name)).isFalse();
    }

    @Test
    void valuesMayHoldOthers() {
        int list = row.field("list");
        int last = row.field("last");
        read("{\"list\":[{\"last\":[1,\"]\"]},{}],\"object\":{\"last\":2,\"x\":\"}\"},\"last\":3}");
        assertThat(value(list)).isEqualTo("[{\"last\":[1,\"]\"]},{}]");
        assertThat(row.number(last)).isEqualTo(3);
    }

    @Test
    void aFieldWhoseNameIsTheBeginningOfAnotherIsItself() {
        int user = row.field("user");
        read("{\"user_profile\":1,\"user\":2}");
        read("{\"user\":3,\"user_profile\":4}");
        assertThat(row.number(user)).isEqualTo(3);
    }

    @Test
    void fieldsThatNobodyAsksForAreTold() {
        row.field("id");
        read("{\"id\":1,\"new\":2}");
        read("{\"other\":1,\"id\":3}");
        assertThat(row.unused()).containsExactly("new", "other");
    }

    @Test
    void anEmptyRowHasNoField() {
        int id = row.field("id");
        read("{}");
        assertThat(row.has(id)).isFalse();
    }
}

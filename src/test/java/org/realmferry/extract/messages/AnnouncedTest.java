/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncedTest {
    private final Announced<String> value = new Announced<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void whatWaitsGoesOnWhenTheValueIsThere() {
        value.then(() -> done.add("one " + value.get()));
        assertThat(done).isEmpty();

        value.announce("value");
        value.then(() -> done.add("two " + value.get()));

        assertThat(done).containsExactly("one value", "two value");
    }

    @Test
    void whatFailsFailsWhereTheValueIsAnnounced() {
        value.then(() -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(() -> value.announce("value")).hasMessage("broken");
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private final TextTable table = new TextTable("realm", "messages", "files");

    @BeforeEach
    void fill() {
        table.row("acme", "1,234,567", "5");
        table.row("größe", "1", "12");
    }

    @Test
    void theFirstColumnIsToTheLeftAndNumbersAreToTheRight() {
        assertThat(table.lines(80))
                .containsExactly(
                        "realm   messages  files", //
                        "acme   1,234,567      5",
                        "größe          1     12");
    }

    @Test
    void aTableThatJustFitsIsATable() {
        assertThat(table.lines(23)).hasSize(3);
    }

    @Test
    void aTableThatIsTooWideIsABlockARow() {
        assertThat(table.lines(20))
                .containsExactly(
                        "acme", //
                        "  messages  1,234,567",
                        "  files     5",
                        "größe",
                        "  messages  1",
                        "  files     12");
    }

    @Test
    void charactersAreCountedAndNotBytesOrPairs() {
        table.row("👋👋👋", "2", "3");

        assertThat(table.lines(80)).contains("👋👋👋            2      3");
    }

    @Test
    void aTableWithoutRowsIsItsHeader() {
        assertThat(new TextTable("realm", "files").lines(80)).containsExactly("realm  files");
    }

    @Test
    void whatATerminalWouldTakeForACommandIsNotPrinted() {
        table.row("\u001b[31mred", "0", "0");

        assertThat(table.lines(80)).last().asString().startsWith("?[31mred");
    }
}

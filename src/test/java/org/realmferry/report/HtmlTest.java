/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
    private final Html html = new Html();

    @Test
    void elementsHaveClassesAttributesAndContent() {
        html.in("p.note.warn", List.of("lang", "en"), () -> html.text("b", "stop"));

        assertThat(html).hasToString("<!DOCTYPE html>\n<p class=\"note warn\" lang=\"en\"><b>stop</b></p>\n");
    }

    @Test
    void textIsNeverMarkup() {
        html.text("p", "<script>alert('a' & \"b\")</script>");

        assertThat(html.toString())
                .endsWith("<p>&lt;script&gt;alert(&#39;a&#39; &amp; &quot;b&quot;)&lt;/script&gt;</p>\n");
    }

    @Test
    void theValueOfAnAttributeDoesNotEndIt() {
        html.empty("meta", List.of("content", "\"><script>"));

        assertThat(html.toString()).endsWith("<meta content=\"&quot;&gt;&lt;script&gt;\"/>");
    }

    @Test
    void namesCannotTurnTheTextAroundThem() {
        html.name("td", "\u202eevil");

        assertThat(html.toString()).endsWith("<td><bdi>\u202eevil</bdi></td>");
    }

    @Test
    void whatIsNoTextIsReplaced() {
        html.text("p", "a\u0000b\u001b[31mc\u0085d\ud800e\ufffef\ud83d\ude00\tg\n");

        assertThat(html.toString()).endsWith("<p>a\ufffdb\ufffd[31mc\ufffdd\ufffde\ufffdf\ud83d\ude00\tg\n</p>\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"onclick", "style", "a b", "x=\"", ""})
    void attributesThatRunOrAreNoneAreRefused(String name) {
        assertThatThrownBy(() -> html.empty("p", List.of(name, "x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p>", "p q", "<p", "P"})
    void elementsThatAreNoneAreRefused(String selector) {
        assertThatThrownBy(() -> html.text(selector, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStyleSheetCannotEndEarly() {
        assertThatThrownBy(() -> html.style("p { content: '</style>' }")).isInstanceOf(IllegalArgumentException.class);
    }
}

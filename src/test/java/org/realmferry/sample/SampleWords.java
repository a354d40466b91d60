/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.List;

/** Names and sentences, with all the characters that break careless code. */
final class SampleWords {
    private static final List<String> WORDS = List.of(
            "apple",
            "harbour",
            "deploy",
            "meeting",
            "invoice",
            "cable",
            "the",
            "of",
            "and",
            "we",
            "should",
            "ship",
            "before",
            "lunch",
            "tomorrow",
            "release",
            "customer",
            "signal",
            "orchard",
            "is",
            "was",
            "broken",
            "fixed",
            "review",
            "please",
            "thanks",
            "again",
            "budget",
            "window",
            "river",
            "it's",
            "maybe",
            "ünïcödé",
            "日本語",
            "🎉",
            "“quotes”",
            "<tag>",
            "&",
            "\\back",
            "%s",
            "{brace}",
            "naïve",
            "crème",
            "e\u0301clair",
            "\"double\"",
            "tab\there",
            "**bold**",
            "https://example.com/a?b=c&d=%20",
            "привет",
            "مرحبا");

    private static final List<String> FIRST_NAMES = List.of(
            "Ada", "Bram", "Chidi", "Dörte", "Eszter", "Farid", "Grace", "Hana", "Ines", "João", "Kofi", "Lena", "Mei",
            "Noor", "Oskar", "Priya", "Quinn", "Rosa", "Søren", "Tomás", "Uma", "Vera", "Wei", "Xenia", "Yuki", "Zoë");

    private static final List<String> LAST_NAMES = List.of(
            "Abbott",
            "Björnsson",
            "Castro",
            "Díaz",
            "Eriksen",
            "Fischer",
            "García",
            "Haddad",
            "Ito",
            "Jansen",
            "Kowalski",
            "Lindqvist",
            "Müller",
            "Nakamura",
            "O'Brien",
            "Popescu",
            "Quist",
            "Rossi",
            "Šimek",
            "Tanaka",
            "Ueda",
            "Vogel",
            "Wójcik",
            "Young",
            "Žižka");

    private static final List<String> TOPICS = List.of(
            "daily notes",
            "release 4.2",
            "lunch",
            "incident #17",
            "✔ old printer",
            "ünïcode topic 日本",
            "hiring",
            "budget & travel",
            "quarterly \"plan\"",
            "",
            "back\\slash",
            "website");

    private SampleWords() {}

    static String fullName(Dice dice) {
        return dice.pick(FIRST_NAMES) + " " + dice.pick(LAST_NAMES);
    }

    static String topic(Dice dice) {
        return dice.pick(TOPICS);
    }

    static String sentence(Dice dice, int longest) {
        StringBuilder text = new StringBuilder(dice.pick(WORDS));
        for (int i = dice.below(longest); i > 0; i--) {
            text.append(dice.oneIn(25) ? "\n" : " ").append(dice.pick(WORDS));
        }
        return text.toString();
    }

    /** Escapes a text for HTML, as Zulip's Markdown does. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** What Zulip's Markdown makes of a content: a paragraph, with links to uploads. */
    static String rendered(String content) {
        String html = escape(content).replaceAll("\\[([^]]*)]\\((/user_uploads/[^)]*)\\)", "<a href=\"$2\">$1</a>");
        return "<p>" + html.replace("\n", "<br>\n") + "</p>";
    }
}

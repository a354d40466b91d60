/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.report;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a page so that it is well-formed and no text can be markup: there is no way to add anything unescaped but a
 * style sheet.
 */
final class Html {
    private static final Pattern SELECTOR = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z-]+)*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");
    /** Elements behind which a line may end without showing. */
    private static final Set<String> LINES =
            Set.of("head", "header", "section", "div", "p", "h2", "table", "tr", "li", "figure");

    private static final int NO_CHARACTER = 0xfffe;
    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");

    /**
     * Adds an element.
     *
     * @param selector its name and classes: {@code td.number}
     */
    void in(String selector, Runnable content) {
        in(selector, List.of(), content);
    }

    /**
     * Adds an element.
     *
     * @param attributes names, each with its value behind it
     */
    void in(String selector, List<String> attributes, Runnable content) {
        String name = begin(selector, attributes);
        page.append('>');
        content.run();
        page.append("</").append(name).append(LINES.contains(name) ? ">\n" : ">");
    }

    /** Adds an element of text. */
    void text(String selector, String text) {
        text(selector, List.of(), text);
    }

    void text(String selector, List<String> attributes, String text) {
        in(selector, attributes, () -> text(text));
    }

    /** Adds text. */
    void text(String text) {
        escape(text);
    }

    /** Adds a name that somebody else gave: whichever way it is written, it doesn't turn what stands around it. */
    void name(String selector, List<String> attributes, String name) {
        in(selector, attributes, () -> text("bdi", name));
    }

    void name(String selector, String name) {
        name(selector, List.of(), name);
    }

    /** Adds an element without content. */
    void empty(String selector, List<String> attributes) {
        begin(selector, attributes);
        page.append("/>");
    }

    /** Adds the style sheet. */
    void style(String css) {
        if (css.contains("<")) {
            throw new IllegalArgumentException("a style sheet that may end early");
        }
        page.append("<style>").append(css).append("</style>\n");
    }

    private String begin(String selector, List<String> attributes) {
        if (!SELECTOR.matcher(selector).matches()) {
            throw new IllegalArgumentException("no element: " + selector);
        }
        String[] parts = selector.split("\\.", 2);
        page.append('<').append(parts[0]);
        if (parts.length > 1) {
            attribute("class", parts[1].replace('.', ' '));
        }
        for (int i = 0; i < attributes.size(); i += 2) {
            attribute(attributes.get(i), attributes.get(i + 1));
        }
        return parts[0];
    }

    private void attribute(String name, String value) {
        if (!NAME.matcher(name).matches() || name.startsWith("on") || name.equals("style")) {
            throw new IllegalArgumentException("no attribute: " + name);
        }
        page.append(' ').append(name).append("=\"");
        escape(value);
        page.append('"');
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.appendCodePoint(isText(c) ? c : REPLACEMENT);
            }
        });
    }

    private static boolean isText(int c) {
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean none = (c & NO_CHARACTER) == NO_CHARACTER;
        return !half && !none && (c == '\n' || c == '\t' || !Character.isISOControl(c));
    }

    @Override
    public String toString() {
        return page.toString();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for people: the first column to the left, all others to the right. Where it is too wide, a block a row. */
public final class TextTable {
    private static final List<String> GAPS = List.of("  ", " ");
    private static final String INDENT = "  ";

    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headers) {
        this(List.of(headers));
    }

    public TextTable(List<String> headers) {
        this.headers = List.copyOf(headers);
    }

    public void row(List<String> cells) {
        rows.add(cells.stream().map(Console::printable).toList());
    }

    public void row(String... cells) {
        row(List.of(cells));
    }

    /** The lines of the table in at most so many columns. */
    public List<String> lines(int width) {
        int[] widths = new int[headers.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(i);
        }
        int total = Arrays.stream(widths).sum();
        for (String gap : GAPS) {
            if (total + gap.length() * (widths.length - 1) <= width) {
                return wide(widths, gap);
            }
        }
        return narrow();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).reduce(length(headers.get(column)), Math::max);
    }

    private List<String> wide(int[] widths, String gap) {
        List<String> lines = new ArrayList<>();
        lines.add(line(headers, widths, gap));
        rows.forEach(row -> lines.add(line(row, widths, gap)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, String gap) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - length(cells.get(i)));
            line.append(i == 0 ? "" : gap).append(i == 0 ? cells.get(i) + space : space + cells.get(i));
        }
        return line.toString().stripTrailing();
    }

    private List<String> narrow() {
        List<String> lines = new ArrayList<>();
        int label = headers.stream().mapToInt(TextTable::length).max().orElse(0);
        for (List<String> row : rows) {
            lines.add(row.get(0));
            for (int i = 1; i < row.size(); i++) {
                lines.add(INDENT + headers.get(i) + " ".repeat(label - length(headers.get(i))) + INDENT + row.get(i));
            }
        }
        return lines;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}

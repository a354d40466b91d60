/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where standard error goes.
 *
 * @param present whether it is a terminal that can move its cursor
 * @param columns its width in characters
 * @param unicode whether it shows more than ASCII
 */
public record Terminal(boolean present, int columns, boolean unicode) {
    private static final int USUAL_WIDTH = 80;
    private static final int WIDEST_HELP = 110;

    public static Terminal none() {
        return new Terminal(false, USUAL_WIDTH, false);
    }

    /** The launcher looks, and says in {@code REALMFERRY_COLUMNS} how wide the terminal is, if there is one. */
    public static Terminal of(Map<String, String> environment, Charset charset) {
        String columns = environment.getOrDefault("REALMFERRY_COLUMNS", "");
        boolean present = columns.matches("[1-9][0-9]{0,4}")
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(
                present, present ? Integer.parseInt(columns) : USUAL_WIDTH, charset.equals(StandardCharsets.UTF_8));
    }

    /** How wide a table may be: what isn't a terminal has no edge. */
    public int tableWidth() {
        return present ? columns : Integer.MAX_VALUE;
    }

    public int helpWidth() {
        return Math.max(USUAL_WIDTH, Math.min(WIDEST_HELP, columns));
    }
}

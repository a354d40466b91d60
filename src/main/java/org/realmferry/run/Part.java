/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

/** What the making of an archive consists of, in the order in which the parts begin. */
public enum Part {
    IDS("ids"),
    TABLES("tables"),
    MESSAGES("messages"),
    FILES("files"),
    TOGETHER("assembling");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.work;

/** What the making of an archive consists of, in the order in which the parts begin. */
public enum ExportPhase {
    IDS("ids"),
    TABLES("tables"),
    MESSAGES("messages"),
    FILES("files"),
    TOGETHER("assembling");

    private final String title;

    ExportPhase(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.util.concurrent.atomic.AtomicBoolean;

/** Says, where the process is ended before its work is, that the same command goes on. */
public final class Interruption {
    private final Console console;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Interruption(Console console) {
        this.console = console;
    }

    public static Interruption tellingOf(Console console) {
        Interruption interruption = new Interruption(console);
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::tell));
        return interruption;
    }

    private void tell() {
        if (!ended.get()) {
            console.err().println();
            console.err().println("realmferry: interrupted; the same command resumes");
            console.err().flush();
        }
    }

    /** The work is done, or has failed. */
    public void end() {
        ended.set(true);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What came of another program.
 *
 * @param text all that it printed
 */
public record ChildProcess(int status, String text) {
    /** Runs a program to its end. */
    public static ChildProcess run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new ChildProcess(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo: a whole move between two servers of Zulip 12.3, on which users have no recipient. */
class DemoIT {
    @TempDir
    Path folder;

    @Test
    void theSecondServerHasAllOfTheFirst() throws Exception {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);

        int status = Demo.run(
                out, out, "--messages", "600", "--output", folder.resolve("run").toString());

        assertThat(status).as(text.toString()).isZero();
        assertThat(text.toString())
                .contains("$ realmferry export", "$ realmferry import")
                .contains("The second server has all of it.");
    }
}

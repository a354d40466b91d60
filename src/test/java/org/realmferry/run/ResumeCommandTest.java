/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumeCommandTest {
    @Test
    void theWordsOfAnExportLackItsName() {
        assertThat(ResumeCommand.of(List.of("--realm", "acme"), Path.of("/srv/the run"))
                        .inShell())
                .isEqualTo("realmferry export --realm acme --output '/srv/the run'");
    }

    @Test
    void anotherCommandIsNamed() {
        assertThat(ResumeCommand.of(List.of("merge", "--bundle", "it's"), Path.of("/srv/run"))
                        .inShell())
                .isEqualTo("realmferry merge --bundle 'it'\\''s' --output /srv/run");
    }
}

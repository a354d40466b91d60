/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final List<Finding> IN_ORDER = List.of(
            new Finding("unknown-table", "", "zerver_new", "of no realm"),
            new Finding("missing-file", "acme", "zerver_realmemoji 3", "the file a.gif"),
            new Finding("missing-file", "acme", "zerver_realmemoji 3", "the file a.gif.original"),
            new Finding("refused-file", "acme", "zerver_attachment 1", "a link"),
            new Finding("missing-file", "orchard", "zerver_attachment 1", "the file b"));

    @Test
    void theOrderDoesNotDependOnWhoCameFirst() {
        List<Finding> shuffled = new ArrayList<>(IN_ORDER);
        Collections.reverse(shuffled);
        Findings findings = new Findings();
        shuffled.forEach(findings::add);

        assertThat(findings.sorted()).isEqualTo(IN_ORDER);
    }

    @Test
    void findingsAreCountedByRealm() {
        Findings findings = new Findings();
        IN_ORDER.forEach(findings::add);

        assertThat(findings.count("acme")).isEqualTo(3);
        assertThat(findings.count("")).isEqualTo(1);
        assertThat(findings.count("harbor")).isZero();
    }
}

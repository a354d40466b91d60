/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.realmferry.archive.disk.Written;

class ContentsTest {
    @Test
    void rowsAreCountedByTableAndFilesByKind() {
        Contents contents = Contents.of(List.of(
                new Manifest.Entry("messages-000001.json", written(9), Map.of("zerver_message", 2L), List.of(1L, 2L)),
                new Manifest.Entry("messages-000002.json", written(9), Map.of("zerver_message", 1L), List.of(3L, 3L)),
                Manifest.Entry.of("uploads/2/a.png", written(100)),
                Manifest.Entry.of("uploads/2/b.png", written(20)),
                new Manifest.Entry("uploads/records.json", written(9), Map.of("records", 2L), List.of())));

        assertThat(contents.rows()).containsExactly(Map.entry("zerver_message", 3L));
        assertThat(contents.files()).containsExactly(Map.entry(FileSet.UPLOADS, new Contents.Files(2, 120)));
        assertThat(Contents.sum(List.of(contents, contents)).rows("zerver_message"))
                .isEqualTo(6);
    }

    private static Written written(long bytes) {
        return new Written(bytes, "00");
    }
}

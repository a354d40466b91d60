/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.realmferry.archive.FileRecord;

class CollidingPathsTest {
    @Test
    void pathsThatTheTargetTakesForTheSameCollide() {
        assertThat(colliding(path -> path.toLowerCase(Locale.ROOT), "5/a/Case", "5/a/case", "5/A/other"))
                .isEqualTo(Map.of("5/a/case", "5/a/Case"));
    }

    @Test
    void aTargetThatKnowsThemApartGetsAll() {
        assertThat(colliding(UnaryOperator.identity(), "5/a/Case", "5/a/case", "5/a/caf\u00e9", "5/a/cafe\u0301"))
                .isEmpty();
    }

    @Test
    void nothingLiesBelowAFile() {
        assertThat(colliding(UnaryOperator.identity(), "5/a/b/c", "5/a", "5/a/b"))
                .isEqualTo(Map.of("5/a/b", "5/a", "5/a/b/c", "5/a"));
    }

    @Test
    void nothingLiesBelowAFileThatIsOnlyFoldedTheSame() {
        assertThat(colliding(path -> path.toLowerCase(Locale.ROOT), "5/B/c", "5/b"))
                .isEqualTo(Map.of("5/b", "5/b/"));
    }

    @Test
    void theSamePathTwiceIsTheSameFile() {
        assertThat(colliding(UnaryOperator.identity(), "5/a/b", "5/a/b")).isEmpty();
    }

    private static Map<String, String> colliding(UnaryOperator<String> fold, String... paths) {
        List<FileTask> tasks = Stream.of(paths)
                .map(path -> {
                    FileRecord.Upload record = new FileRecord.Upload(path, 5, 67, null, 5);
                    return FileTask.upload(record, "zerver_attachment 1", 1, OptionalLong.empty(), "");
                })
                .toList();
        Map<String, String> colliding = new TreeMap<>();
        CollidingPaths.of(tasks, fold)
                .forEach((task, other) -> colliding.put(task.record().path(), other));
        return colliding;
    }
}

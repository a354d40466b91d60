/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.PackFormat;

/** Workers that wait for each other's pieces. */
class PackWriterTest {
    private static final long LONG_ENOUGH = 60_000;

    @TempDir
    private Path folder;

    private PackWriter pack() {
        Path archive = folder.resolve("acme");
        PackTarget target = new PackTarget(new ArchiveLayout(archive), PackFormat.TAR_ZST, Optional.empty());
        return PackWriter.begin(archive, target, new TreeMap<>());
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class, IllegalStateException.class})
    void whoeverWaitsForAPieceThatCanNotBeMadeEndsWithItsFailure(Class<? extends Throwable> kind) throws Exception {
        Throwable failure = kind.getDeclaredConstructor().newInstance();
        AtomicReference<Throwable> ofTheOther = new AtomicReference<>();
        CompletableFuture<Void> compressed = new CompletableFuture<>();
        try (PackWriter pack = pack()) {
            Thread other = new Thread(() -> pack.add(1, () -> {
                compressed.complete(null);
                return new byte[1];
            }));
            other.setUncaughtExceptionHandler((thread, e) -> ofTheOther.set(e));
            other.setDaemon(true);
            other.start();
            compressed.get(LONG_ENOUGH, TimeUnit.MILLISECONDS);

            assertThatThrownBy(() -> pack.add(0, () -> {
                        throw sneaky(failure);
                    }))
                    .isSameAs(failure);

            other.join(LONG_ENOUGH);
            assertThat(other.isAlive()).as("still waiting").isFalse();
            assertThat(ofTheOther).hasValue(failure);
        }
    }

    @Test
    void piecesAreWrittenInOrder() throws Exception {
        try (PackWriter pack = pack()) {
            Thread other = new Thread(() -> pack.add(1, () -> new byte[] {1}));
            other.start();
            pack.add(0, () -> new byte[] {0});
            other.join(LONG_ENOUGH);
            assertThat(other.isAlive()).isFalse();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable e) throws T {
        throw (T) e;
    }
}

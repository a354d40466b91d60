/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.archive.disk.PrivateFiles;
import org.realmferry.cli.command.UserCache;

/**
 * Runs that want connections to a database: one of a user asks at a time, as all that ask at once would be too many
 * themselves, and who gets none asks again later.
 */
final class ConnectionQueue {
    private static final Duration NEXT_IN_LINE = Duration.ofMillis(50);
    private static final Duration REFUSED = Duration.ofSeconds(1);

    private final Optional<Path> turnstile;
    private final Runnable refused;
    private boolean told;

    /** Takes what to run when the database has refused for the first time. */
    ConnectionQueue(Map<String, String> environment, Runnable refused) {
        turnstile = UserCache.folder(environment).map(folder -> folder.resolve("connections.lock"));
        this.refused = refused;
    }

    /** Asks until there is something. */
    <T> T await(Supplier<Optional<T>> question) {
        while (true) {
            Optional<Optional<T>> answer = ask(question);
            if (answer.isPresent() && answer.get().isPresent()) {
                return answer.get().get();
            }
            if (answer.isPresent() && !told) {
                told = true;
                refused.run();
            }
            sleep(answer.isPresent() ? REFUSED : NEXT_IN_LINE);
        }
    }

    /** The answer; empty where somebody else is asking. */
    private <T> Optional<Optional<T>> ask(Supplier<Optional<T>> question) {
        if (turnstile.isEmpty()) {
            return Optional.of(question.get());
        }
        try (FileChannel channel = PrivateFiles.open(turnstile.get())) {
            return channel.tryLock() == null ? Optional.empty() : Optional.of(question.get());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(question.get());
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitStatus.INTERRUPTED, "interrupted while waiting", "Give the same command again.", e);
        }
    }
}

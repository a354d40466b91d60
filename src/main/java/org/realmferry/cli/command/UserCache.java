/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.disk.PrivateFiles;

/** The folder for what this user can do without: {@code realmferry} in {@code XDG_CACHE_HOME}, or in {@code ~/.cache}. */
public final class UserCache {
    private UserCache() {}

    /** The folder, made where it isn't there; empty where there is none that can be written to. */
    public static Optional<Path> folder(Map<String, String> environment) {
        return absolute(environment.get("XDG_CACHE_HOME"))
                .or(() -> absolute(environment.get("HOME")).map(home -> home.resolve(".cache")))
                .map(cache -> cache.resolve("realmferry"))
                .filter(UserCache::isWritable);
    }

    private static Optional<Path> absolute(@Nullable String name) {
        return Optional.ofNullable(name).filter(text -> text.startsWith("/")).map(Path::of);
    }

    private static boolean isWritable(Path folder) {
        try {
            PrivateFiles.createFolders(folder);
            return Files.isWritable(folder);
        } catch (IOException e) {
            return false;
        }
    }
}

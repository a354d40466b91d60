/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.Access;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.age.Identities;
import org.realmferry.archive.disk.Folders;
import org.realmferry.archive.disk.TemporaryFolder;

/**
 * A folder to read an archive from: the one that was named, or a private one into which a pack was unpacked, which is
 * removed in the end, also where the process is interrupted.
 */
public final class ArchiveFolder implements AutoCloseable {
    /** One of these is at the top of each archive, and of a run. */
    private static final List<String> FILES = List.of("realm.json", "user.json", "realmferry.json", "run.json");

    private static final Pattern PACK = Pattern.compile("(?i).*\\.(tar|tgz|gz|zst|zip|age)");

    private final Path named;
    private final Path folder;
    private final @Nullable TemporaryFolder temporary;

    private ArchiveFolder(Path named, Path folder, @Nullable TemporaryFolder temporary) {
        this.named = named;
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * Opens an archive, or a run with several, in whatever form it is.
     *
     * <p>Fails with {@code COMMAND_LINE} where there is nothing, with {@code SOURCE} where this user may not look, with {@code DAMAGED_ARCHIVE} for a file that is no pack,
     * is not whole, or holds what no export has, and with {@code TARGET} where there is no room to unpack it.
     *
     * @param path a folder, or a file that is tar, tar.gz or tar.zst, or one of these encrypted by age
     * @param temporary where to unpack; empty for the pack's own folder, or the system's where that can't be written to
     *     or the pack is encrypted
     * @param identities the keys that open an encrypted one; fails with {@code CONFIGURATION} where none does
     */
    public static ArchiveFolder open(Path path, Optional<Path> temporary, Identities identities) {
        Access.require(path);
        if (Files.isDirectory(path)) {
            return new ArchiveFolder(path, path, null);
        }
        if (!Files.isRegularFile(path)) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    path + (Files.exists(path) ? " is neither a folder nor a file" : " does not exist"),
                    "Give the folder of an archive, or a .tar.gz or .tar.zst.");
        }
        TemporaryFolder target = TemporaryFolder.create(temporary.orElseGet(() -> usualPlace(path)), "unpack " + path);
        try {
            Path top = top(Unpacking.run(path, identities, target));
            requireNoOtherPack(path, top);
            return new ArchiveFolder(path, top, target);
        } catch (IOException e) {
            target.close();
            throw target.unwritable(e);
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static Path usualPlace(Path pack) {
        Path folder = Objects.requireNonNull(pack.toAbsolutePath().getParent());
        return Files.isWritable(folder) && !Unpacking.isEncrypted(pack) ? folder : TemporaryFolder.usualPlace();
    }

    /** The one folder that everything is in, where there is one. */
    private static Path top(Path folder) throws IOException {
        List<Path> all = Folders.list(folder);
        return all.size() == 1 && Files.isDirectory(all.get(0), LinkOption.NOFOLLOW_LINKS) ? all.get(0) : folder;
    }

    /** The command reports a pack without an archive or another pack: it knows what it wants. */
    private static void requireNoOtherPack(Path pack, Path top) throws IOException {
        if (FILES.stream().anyMatch(file -> Files.exists(top.resolve(file), LinkOption.NOFOLLOW_LINKS))) {
            return;
        }
        List<String> names = Folders.list(top).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .sorted()
                .toList();
        Optional<String> inner =
                names.stream().filter(name -> PACK.matcher(name).matches()).findFirst();
        if (names.isEmpty()) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    pack + " is empty",
                    "Give the pack of an archive, or of the directory of a finished run.");
        }
        if (inner.isPresent()) {
            throw new Failure(
                    ExitStatus.DAMAGED_ARCHIVE,
                    pack + " contains no archive: it has no realm.json and no user.json, but a packed file, "
                            + inner.get(),
                    "Unpack it, and give the packed file in it.");
        }
    }

    /**
     * Does something with the archive. What fails names the pack that was given, not the folder that it was unpacked into and
     * that nobody finds later.
     */
    public <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (Failure e) {
            Failure failure = inItsWords(e);
            throw temporary == null || e.status() != ExitStatus.DAMAGED_ARCHIVE
                    ? failure
                    : failure.inWords(
                            problem -> problem.contains(named.toString()) ? problem : named + ": " + problem,
                            UnaryOperator.identity());
        }
    }

    /** A failure that names the pack where it named the folder. */
    public Failure inItsWords(Failure e) {
        if (temporary == null) {
            return e;
        }
        Path all = temporary.path();
        Path content = all.resolve(all.relativize(folder).getName(0));
        UnaryOperator<String> words = text -> Stream.of(content, all)
                .flatMap(path -> Stream.of(real(path), path.toString()))
                .reduce(text, (said, path) -> said.replace(path, named.toString()));
        return e.inWords(words, words);
    }

    private static String real(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            return path.toString();
        }
    }

    /** The folder of the archive's files. */
    public Path path() {
        return folder;
    }

    /** Whether it was unpacked only for this. */
    public boolean isTemporary() {
        return temporary != null;
    }

    @Override
    public void close() {
        if (temporary != null) {
            temporary.close();
        }
    }
}

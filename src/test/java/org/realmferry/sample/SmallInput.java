/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.realmferry.IdBitmap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.input.Input;
import org.realmferry.input.InputManifest;
import org.realmferry.input.LineForm;
import org.realmferry.input.SnapshotTime;
import org.realmferry.selection.Mode;

/**
 * An input of a few rows, for tests that need no whole archive. Rows are JSON in which {@code '} stands for a quotation
 * mark.
 */
public final class SmallInput {
    private final Path folder;
    private final Map<String, String[]> tables = new LinkedHashMap<>();
    private final List<Input.MessagesFile> messages = new ArrayList<>();
    private String name;
    private int position;
    private Mode mode = Mode.FULL;
    private Instant taken = Instant.EPOCH;
    private Optional<Long> user = Optional.empty();
    private IdBitmap consenting = new IdBitmap();
    private Optional<InputManifest> manifest = Optional.empty();
    private boolean asWritten = true;

    private SmallInput(Path folder) {
        this.folder = folder;
        name = String.valueOf(folder.getFileName());
    }

    /** Begins one in a folder of that name. */
    public static SmallInput in(Path parent, String name) throws IOException {
        return new SmallInput(Files.createDirectories(parent.resolve(name)));
    }

    /** Rows as an archive has them. */
    public static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    /** The bytes of a row. */
    public static byte[] bytes(String quoted) {
        return json(quoted).getBytes(StandardCharsets.UTF_8);
    }

    /** A file of tables, one row a line. */
    public static Path write(Path file, Map<String, String[]> tables) throws IOException {
        String text = tables.entrySet().stream()
                .map(table -> "\"" + table.getKey() + "\": [\n" + json(String.join(",\n", table.getValue()))
                        + (table.getValue().length == 0 ? "]" : "\n]"))
                .collect(Collectors.joining(",\n"));
        return Files.writeString(file, text.isEmpty() ? "{\n}\n" : "{\n" + text + "\n}\n");
    }

    public SmallInput table(String table, String... rows) {
        tables.put(table, rows);
        return this;
    }

    /** Adds a file of messages. */
    public SmallInput messages(Map<String, String[]> ofFile) throws IOException {
        Path file = new ArchiveLayout(folder).messages(messages.size() + 1);
        messages.add(new Input.MessagesFile(write(file, ofFile), Optional.empty()));
        return this;
    }

    /** Gives it a manifest of that server. */
    public SmallInput server(String hash) throws IOException {
        ArchiveLayout layout = new ArchiveLayout(folder);
        Files.writeString(layout.manifest(), json("{'format':1,'server':'" + hash + "','files':[]}"));
        manifest = Optional.of(InputManifest.read(layout));
        return this;
    }

    public SmallInput position(int given) {
        position = given;
        return this;
    }

    /** Seconds since 1970. */
    public SmallInput taken(long seconds) {
        taken = Instant.ofEpochSecond(seconds);
        return this;
    }

    public SmallInput mode(Mode of, long... consentingUsers) {
        mode = of;
        consenting = IdBitmap.bitmapOf(consentingUsers);
        return this;
    }

    public SmallInput ofUser(long id) {
        user = Optional.of(id);
        return mode(Mode.CONSENT, id);
    }

    /** As if it was translated from Zulip's own form. */
    public SmallInput translated() {
        asWritten = false;
        return this;
    }

    public Input read() throws IOException {
        Path file = write(folder.resolve("realm.json"), tables);
        return new Input(
                name,
                position,
                new ArchiveLayout(folder),
                user,
                mode,
                consenting,
                new SnapshotTime(taken, SnapshotTime.Source.DATA),
                name,
                manifest,
                new Input.Rows(asWritten, LineForm.sections(Map.of(file, Optional.empty())), messages));
    }
}

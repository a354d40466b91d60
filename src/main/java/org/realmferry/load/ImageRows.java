/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.FileSet;
import org.realmferry.input.Fields;
import org.realmferry.input.Snapshots;
import org.realmferry.load.files.ImageFacts;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.schema.ZulipTables;
import org.realmferry.source.CopyIn;
import org.realmferry.source.TargetSession;

/** The rows that let a server make thumbnails of uploaded images when they are asked for. */
final class ImageRows {
    static final String TABLE = "zerver_imageattachment";
    private static final String CONTENT_TYPE = "content_type";

    private final LoadedArchive archive;
    private final RealmFiles files;
    private final Schema target;
    private final long realm;

    ImageRows(LoadedArchive archive, RealmFiles files, Schema target, long realm) {
        this.archive = archive;
        this.files = files;
        this.target = target;
        this.realm = realm;
    }

    /** Whether the target keeps such rows: since Zulip 9. */
    boolean isKept() {
        return target.table(TABLE).isPresent();
    }

    private boolean hasContentType() {
        return target.table(TABLE).map(Table::columns).stream()
                .flatMap(List::stream)
                .anyMatch(column -> column.name().equals(CONTENT_TYPE));
    }

    /** Writes them, unless they are there; gives how many. */
    long write(TargetSession session) {
        boolean[] there = new boolean[1];
        session.read(TABLE, "SELECT id::bigint FROM " + TABLE + " WHERE realm_id = " + realm, row -> there[0] = true);
        if (there[0]) {
            return 0;
        }
        List<String> columns = List.of(
                "realm_id", "path_id", "original_width_px", "original_height_px", "frames", "thumbnail_metadata");
        if (hasContentType()) {
            columns = Stream.concat(columns.stream(), Stream.of(CONTENT_TYPE)).toList();
        }
        session.begin();
        try (CopyIn copy = session.copyInto(TABLE, columns)) {
            CopyText text = new CopyText();
            Snapshots.each(archive.input().rows(), ZulipTables.ATTACHMENTS, lines -> row(Fields.parse(lines), text));
            copy.write(text.data(), 0, text.size());
            long rows = copy.end();
            session.commit();
            return rows;
        }
    }

    private void row(Map<String, @Nullable Object> attachment, CopyText text) {
        String path = String.valueOf(attachment.get("path_id"));
        String type = Optional.ofNullable(attachment.get(CONTENT_TYPE))
                .map(Object::toString)
                .or(() -> Optional.ofNullable(URLConnection.guessContentTypeFromName(path.toLowerCase(Locale.ROOT))))
                .orElse("");
        if (!ImageFacts.areKeptOf(type) || ArchiveLayout.objection(path).isPresent()) {
            return;
        }
        facts(archive.input().archive().file(FileSet.UPLOADS, path)).ifPresent(facts -> {
            for (Object value : List.of(
                    realm, files.upload(path).orElse(path), facts.width(), facts.height(), facts.frames(), "[]")) {
                text.column();
                text.text(Objects.toString(value));
            }
            if (hasContentType()) {
                text.column();
                text.text(type);
            }
            text.endRow();
        });
    }

    private static Optional<ImageFacts> facts(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return ImageFacts.of(in);
        } catch (IOException e) {
            // A file that the archive lacks is a finding of its own.
            return Optional.empty();
        }
    }
}

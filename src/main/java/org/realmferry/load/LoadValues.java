/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.net.URLConnection;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;
import org.realmferry.input.Fields;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.RankedIds;
import org.realmferry.renumber.fields.FieldMappers;
import org.realmferry.renumber.text.GroupHashes;
import org.realmferry.rules.language.Making;
import org.realmferry.schema.ZulipTables;

/** The values that an import gives to columns: new ids, and what it makes itself. For one thread. */
final class LoadValues {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int KEY_LETTERS = 32;
    private static final int PASSWORD_LETTERS = 40;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final NewIds ids;
    private final RealmFacts facts;
    private final ImportChoice choice;
    private final RealmFiles files;
    private final FieldMappers mappers;

    /** @param mappers for columns that hold ids */
    LoadValues(LoadedArchive archive, NewIds ids, ImportChoice choice, RealmFiles files, FieldMappers mappers) {
        this.ids = ids;
        facts = archive.facts();
        this.choice = choice;
        this.files = files;
        this.mappers = mappers;
    }

    NewIds ids() {
        return ids;
    }

    FieldMappers mappers() {
        return mappers;
    }

    /**
     * The new id that stands for an old one. Of a row that the archive lacks nothing is known: null where that may be. Zulip's
     * importer keeps the number, which may be another realm's row.
     */
    long reference(RankedIds map, long old, boolean nullable) {
        OptionalLong found = map.find(old);
        if (found.isPresent()) {
            return found.getAsLong();
        }
        return nullable && !choice.likeZulip() ? Long.MIN_VALUE : old;
    }

    /** The value of a column that an import makes. */
    ColumnValue make(Making making, ArchiveRow row, int field, CopyType type) {
        return switch (making) {
            case SUBDOMAIN -> (r, out) -> out.text(choice.subdomain());
            case ORGANISATION_NAME ->
                choice.likeZulip() ? (r, out) -> out.text(choice.subdomain()) : ColumnValue.kept(field, type);
            case UNUSABLE_PASSWORD -> (r, out) -> out.text("!" + letters(PASSWORD_LETTERS));
            case API_KEY, TOKEN -> (r, out) -> out.text(letters(KEY_LETTERS));
            case UUID -> (r, out) -> out.text(UUID.randomUUID().toString());
            case IS_USER_ACTIVE -> {
                int user = row.field("user_profile");
                yield (r, out) -> out.text(facts.isActive(r.number(user)) ? "t" : "f");
            }
            case GROUP_HASH -> {
                int group = row.field("id");
                yield (r, out) -> out.text(groupHash(r.number(group)));
            }
            case UPLOAD_PATH ->
                (r, out) -> {
                    String old = decoded(r, field);
                    out.text(files.upload(old).orElse(old));
                };
            case CONTENT_TYPE -> {
                int name = row.field("file_name");
                ColumnValue kept = ColumnValue.kept(field, type);
                yield (r, out) -> contentType(r, field, name).ifPresentOrElse(out::text, () -> kept.write(r, out));
            }
            case EMOJI_AUTHOR ->
                ColumnValue.number(r -> r.isNull(field)
                        ? facts.firstOwner().stream()
                                .map(ids.of(ZulipTables.USERS)::reference)
                                .findFirst()
                                .orElse(Long.MIN_VALUE)
                        : ids.of(ZulipTables.USERS).reference(r.number(field)));
            case SEARCH_VECTOR ->
                choice.searchNow() || choice.likeZulip() ? ColumnValue.kept(field, type) : (r, out) -> out.nothing();
        };
    }

    private String groupHash(long group) {
        return GroupHashes.sha1(LongStream.of(ids.survey().members(group)).map(ids.of(ZulipTables.USERS)::reference));
    }

    /** Of an image without a type, by its name. */
    private static Optional<String> contentType(ArchiveRow row, int type, int name) {
        if (!row.isNull(type)) {
            return Optional.empty();
        }
        return Optional.ofNullable(URLConnection.guessContentTypeFromName(
                        decoded(row, name).toLowerCase(Locale.ROOT)))
                .filter(guessed -> guessed.startsWith("image/"));
    }

    static String decoded(ArchiveRow row, int field) {
        if (row.isNull(field)) {
            return "";
        }
        return Fields.text(row.data(), row.start(field), row.end(field));
    }

    private static String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return letters.toString();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.text.AttachmentPaths;
import org.realmferry.renumber.text.FilePaths;
import org.realmferry.renumber.text.Texts;
import org.realmferry.rules.References;
import org.realmferry.rules.language.Naming;
import org.realmferry.schema.ZulipTables;

/** Which fields of an archive's tables change, and how: foreign keys, and what rules say besides. */
public final class FieldMappers {
    private final NewIds ids;
    private final Namings namings;
    private final Optional<FieldMapper> addresses;

    /** As in bundles: each id in any text, and in paths the realm's. */
    public FieldMappers(NewIds ids) {
        this(ids, new AllNamings(ids, new Texts(ids)), Optional.empty());
    }

    private FieldMappers(NewIds ids, Namings namings, Optional<FieldMapper> addresses) {
        this.ids = ids;
        this.namings = namings;
        this.addresses = addresses;
    }

    /**
     * As imports do unless they are to be like Zulip's: each id in any text, also where Zulip's importer leaves the old one.
     *
     * @param host the realm's host on its new server, for addresses that Zulip shows of users who hide theirs
     * @param repairs counts the values that Zulip's importer would write otherwise
     */
    public static FieldMappers repairing(NewIds ids, FilePaths files, Optional<String> host, Repairs repairs) {
        return new FieldMappers(
                ids,
                new CountedNamings(ids, new Texts(ids, files), repairs),
                Optional.of(new HiddenAddresses(ids, host, repairs)));
    }

    /**
     * As Zulip's importer does: the ids and paths that it replaces, and no others.
     *
     * @param histories whether it replaces ids in the histories of messages: since Zulip 9
     */
    public static FieldMappers likeZulip(NewIds ids, AttachmentPaths attachments, boolean histories) {
        ZulipNamings zulip = new ZulipNamings(ids, new AllNamings(ids, new Texts(ids)), attachments);
        Namings namings = (output, naming) ->
                naming instanceof Naming.Json && !histories ? Optional.empty() : zulip.of(output, naming);
        return new FieldMappers(ids, namings, Optional.empty());
    }

    /** The mapper of a field; empty where it holds no ids. */
    public Optional<FieldMapper> of(String table, String field) {
        if (field.equals("id")) {
            return Optional.of(FieldMapper.numbers(ids.of(References.ids(table))::row));
        }
        if (table.equals(ZulipTables.SYSTEM_BOTS)) {
            return field.equals("recipient_id")
                    ? Optional.of(FieldMapper.numbers(ids.of(ZulipTables.RECIPIENTS)::reference))
                    : Optional.empty();
        }
        if (hasHiddenAddresses(table, field)) {
            return addresses;
        }
        return References.known(table, field)
                .map(References.Reference::table)
                .or(() -> References.always(field))
                .map(target -> FieldMapper.numbers(ids.of(References.ids(target))::reference))
                .or(() -> naming(table, field).flatMap(naming -> namings.of(table, naming)));
    }

    /** Whether a field may hold an address that Zulip makes of the user's id and the realm's host. */
    public static boolean hasHiddenAddresses(String table, String field) {
        return field.equals(HiddenAddresses.FIELD) && References.ids(table).equals(ZulipTables.USERS);
    }

    private static Optional<Naming> naming(String table, String field) {
        return References.namings(table).stream()
                .filter(naming -> naming.field().equals(field))
                .findFirst();
    }

    /** Writes objects, lists, texts, numbers, and what else a row's fields may be. */
    public static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        JsonValues.write(json, value);
    }
}

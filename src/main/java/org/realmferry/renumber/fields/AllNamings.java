/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.realmferry.archive.JsonBytes;
import org.realmferry.input.Fields;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMapper.Value;
import org.realmferry.renumber.text.GroupHashes;
import org.realmferry.renumber.text.JsonTexts;
import org.realmferry.renumber.text.Links;
import org.realmferry.renumber.text.Texts;
import org.realmferry.rules.References;
import org.realmferry.rules.language.Naming;
import org.realmferry.schema.ZulipTables;

/** Writes new ids wherever a field names a row. */
final class AllNamings implements Namings {
    private static final Pattern POLL_KEY = Pattern.compile("(\"key\"\\s*:\\s*\")(" + Texts.ID + "),");
    private static final byte[] ID = Fields.name("id");
    private static final byte[] PROFILE_FIELD = Fields.name("field");
    private static final List<byte[]> RENDERED =
            List.of(Fields.name("rendered_content"), Fields.name("rendered_value"));

    private final NewIds ids;
    private final Texts texts;
    private final JsonTexts json;

    AllNamings(NewIds ids, Texts texts) {
        this.ids = ids;
        this.texts = texts;
        json = new JsonTexts(ids, texts);
    }

    @Override
    public Optional<FieldMapper> of(String output, Naming naming) {
        return Optional.of(mapper(naming));
    }

    private FieldMapper mapper(Naming naming) {
        if (naming instanceof Naming.Ids list) {
            return FieldMapper.numbers(ids.of(References.ids(list.table()))::reference);
        }
        if (naming instanceof Naming.Last last) {
            return (value, out) -> last(value, last, out);
        }
        if (naming instanceof Naming.ByKind kind) {
            byte[] other = Fields.name(kind.kind());
            return (value, out) -> byKind(value, kind, other, out);
        }
        if (naming instanceof Naming.Text text) {
            boolean rendered = isRendered(text);
            return (value, out) -> text(value, rendered, out);
        }
        if (naming instanceof Naming.Json object) {
            byte[] kind = Fields.name(object.kind());
            return object.tables().isEmpty()
                    ? (value, out) -> json(value, Optional.empty(), out)
                    : (value, out) ->
                            json(value, Optional.ofNullable(object.tables().get(value.other(kind))), out);
        }
        if (naming instanceof Naming.PathOfRealm) {
            return (value, out) -> {
                String path = JsonValues.decoded(value);
                return FieldMapper.text(path, texts.files().of(path).orElse(path), out);
            };
        }
        if (naming instanceof Naming.Fragment) {
            return this::fragment;
        }
        if (naming instanceof Naming.PollKey) {
            return this::pollKey;
        }
        if (naming instanceof Naming.MembersHash) {
            return this::membersHash;
        }
        Naming.ProfileValue profile = (Naming.ProfileValue) naming;
        return (value, out) -> profileValue(value, profile, out);
    }

    static boolean isRendered(Naming.Text text) {
        return text.field().startsWith("rendered");
    }

    private boolean fragment(Value value, JsonBytes out) {
        String link = JsonValues.decoded(value);
        return link.contains("/") && FieldMapper.text(link, Links.map(link, texts::reference), out);
    }

    /** Options that people add to a poll have keys such as {@code "8,1"}; those of its author {@code "canned,1"}. */
    private boolean pollKey(Value value, JsonBytes out) {
        String old = JsonValues.decoded(value);
        return FieldMapper.text(
                old,
                POLL_KEY.matcher(old)
                        .replaceAll(key -> key.group(1) + texts.reference(ZulipTables.USERS, key.group(2)) + ","),
                out);
    }

    private boolean last(Value value, Naming.Last last, JsonBytes out) {
        long old = Fields.number(value.data(), value.start(), value.end());
        if (old == Long.MIN_VALUE) {
            return false;
        }
        OptionalLong mapped = ids.of(last.table()).last(old);
        if (mapped.isEmpty()) {
            out.raw(last.none());
        } else if (mapped.getAsLong() != old) {
            out.number(mapped.getAsLong());
        }
        return mapped.isEmpty() || mapped.getAsLong() != old;
    }

    private boolean byKind(Value value, Naming.ByKind kind, byte[] other, JsonBytes out) {
        String table = kind.tables().get(value.other(other));
        if (table == null) {
            return false;
        }
        if (value.first() != '"') {
            return FieldMapper.numbers(ids.of(References.ids(table))::reference).write(value, out);
        }
        String id = JsonValues.decoded(value);
        return Texts.isId(id) && FieldMapper.text(id, texts.reference(table, id), out);
    }

    private boolean text(Value value, boolean rendered, JsonBytes out) {
        if (value.first() != '"' || !Texts.mayHoldIds(value.data(), value.start(), value.end())) {
            return false;
        }
        String text = JsonValues.decoded(value);
        return FieldMapper.text(text, map(value, text, rendered), out);
    }

    /** The text of a value with other ids. */
    String map(Value value, String text, boolean rendered) {
        return texts.map(text, rendered, rendered ? Links.own(text) : own(value));
    }

    /** The links of this server among those of the row. */
    private static Set<String> own(Value value) {
        return RENDERED.stream()
                .map(field -> Fields.find(value.data(), value.rowStart(), value.rowEnd(), field))
                .filter(Objects::nonNull)
                .map(range -> new Value(value.data(), value.rowStart(), value.rowEnd(), range.start(), range.end()))
                .flatMap(rendered -> Links.own(JsonValues.decoded(rendered)).stream())
                .collect(Collectors.toSet());
    }

    /**
     * JSON, as such or in a text.
     *
     * @param setting the table that an old and a new value are ids of
     */
    private boolean json(Value value, Optional<String> setting, JsonBytes out) {
        if (value.first() == 'n' || value.end() - value.start() < 4) {
            return false;
        }
        boolean inText = value.first() == '"';
        String old = inText ? JsonValues.decoded(value) : value.json();
        if (inText && !old.startsWith("[") && !old.startsWith("{")) {
            return false;
        }
        Optional<Object> parsed = JsonValues.parsed(old);
        Optional<Object> mapped = parsed.map(found -> json.map(found, setting, own(value)));
        if (mapped.equals(parsed)) {
            return false;
        }
        String written = JsonValues.written(mapped.orElseThrow());
        if (inText) {
            out.string(written);
        } else {
            out.raw(written);
        }
        return true;
    }

    /** The hash of those who have the conversation, where the old one is that of their old ids. */
    private boolean membersHash(Value value, JsonBytes out) {
        long group = Fields.number(value.data(), value.rowStart(), value.rowEnd(), ID);
        long[] members = ids.survey().members(group);
        String old = JsonValues.decoded(value);
        if (!old.equals(GroupHashes.sha1(LongStream.of(members)))) {
            return false;
        }
        return FieldMapper.text(
                old, GroupHashes.sha1(LongStream.of(members).map(ids.of(ZulipTables.USERS)::reference)), out);
    }

    private boolean profileValue(Value value, Naming.ProfileValue profile, JsonBytes out) {
        if (!isList(ids, value, profile)) {
            return text(value, false, out);
        }
        String old = JsonValues.decoded(value);
        byte[] list = old.getBytes(StandardCharsets.UTF_8);
        JsonBytes mapped = new JsonBytes();
        boolean changed = list.length > 0
                && FieldMapper.inPlace(ids.of(ZulipTables.USERS)::reference)
                        .write(new Value(list, 0, list.length, 0, list.length), mapped);
        return changed
                && FieldMapper.text(
                        old, new String(Arrays.copyOf(mapped.data(), mapped.size()), StandardCharsets.UTF_8), out);
    }

    /** Whether a profile field's value is a list of users. */
    static boolean isList(NewIds ids, Value value, Naming.ProfileValue profile) {
        long field = Fields.number(value.data(), value.rowStart(), value.rowEnd(), PROFILE_FIELD);
        return value.first() == '"' && ids.survey().profileField(field) == profile.type();
    }
}

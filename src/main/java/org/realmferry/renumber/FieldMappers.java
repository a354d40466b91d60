/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.JsonBytes;
import org.realmferry.input.Fields;
import org.realmferry.renumber.FieldMapper.Value;
import org.realmferry.rules.References;
import org.realmferry.rules.language.Naming;
import org.realmferry.schema.ZulipTables;

/** Which fields of an archive's tables change, and how: foreign keys, and what rules say besides. */
public final class FieldMappers {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final Pattern POLL_KEY = Pattern.compile("(\"key\"\\s*:\\s*\")(" + Texts.ID + "),");
    private static final String VALUE = "value";
    private static final byte[] ID = Fields.name("id");
    private static final byte[] PROFILE_FIELD = Fields.name("field");
    private static final List<byte[]> RENDERED =
            List.of(Fields.name("rendered_content"), Fields.name("rendered_value"));

    private final NewIds ids;
    private final Texts texts;
    private final JsonTexts json;

    public FieldMappers(NewIds ids) {
        this.ids = ids;
        texts = new Texts(ids);
        json = new JsonTexts(ids, texts);
    }

    /** The mapper of a field; empty where it holds no ids. */
    Optional<FieldMapper> of(String table, String field) {
        if (field.equals("id")) {
            return Optional.of(FieldMapper.numbers(ids.of(idsOf(table))::row));
        }
        if (table.equals(ZulipTables.SYSTEM_BOTS)) {
            return field.equals("recipient_id")
                    ? Optional.of(FieldMapper.numbers(ids.of(ZulipTables.RECIPIENTS)::reference))
                    : Optional.empty();
        }
        return References.known(table, field)
                .map(References.Reference::table)
                .or(() -> References.always(field))
                .map(target -> FieldMapper.numbers(ids.of(References.ids(target))::reference))
                .or(() -> References.namings(table).stream()
                        .filter(naming -> naming.field().equals(field))
                        .findFirst()
                        .map(this::of));
    }

    private static String idsOf(String table) {
        return References.ids(table);
    }

    private FieldMapper of(Naming naming) {
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
            boolean rendered = text.field().startsWith("rendered");
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
                String path = decoded(value);
                return FieldMapper.text(path, texts.path(path), out);
            };
        }
        if (naming instanceof Naming.Fragment) {
            return (value, out) -> {
                String link = value.first() == '"' ? decoded(value) : "";
                return link.contains("/") && FieldMapper.text(link, Links.map(link, texts::reference), out);
            };
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

    /** Options that people add to a poll have keys such as {@code "8,1"}; those of its author {@code "canned,1"}. */
    private boolean pollKey(Value value, JsonBytes out) {
        String old = value.first() == '"' ? decoded(value) : "";
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
        String id = decoded(value);
        return Texts.isId(id) && FieldMapper.text(id, texts.reference(table, id), out);
    }

    private boolean text(Value value, boolean rendered, JsonBytes out) {
        if (value.first() != '"' || !Texts.mayHoldIds(value.data(), value.start(), value.end())) {
            return false;
        }
        String text = decoded(value);
        return FieldMapper.text(text, texts.map(text, rendered, rendered ? Links.own(text) : own(value)), out);
    }

    /** The links of this server among those of the row. */
    private static Set<String> own(Value value) {
        return RENDERED.stream()
                .map(field -> Fields.find(value.data(), value.rowStart(), value.rowEnd(), field))
                .filter(Objects::nonNull)
                .map(range -> new Value(value.data(), value.rowStart(), value.rowEnd(), range.start(), range.end()))
                .filter(rendered -> rendered.first() == '"')
                .flatMap(rendered -> Links.own(decoded(rendered)).stream())
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
        String old = inText ? decoded(value) : value.json();
        if (inText && !old.startsWith("[") && !old.startsWith("{")) {
            return false;
        }
        Map<String, @Nullable Object> parsed = parsed(old);
        if (parsed.size() != 1) {
            return false;
        }
        @Nullable Object mapped = json.map(parsed.get(VALUE), setting, own(value));
        if (Objects.equals(parsed.get(VALUE), mapped)) {
            return false;
        }
        if (inText) {
            out.string(written(mapped));
        } else {
            out.raw(written(mapped));
        }
        return true;
    }

    /** One value; none where a text is no JSON, as Zulip to 6 wrote some in Python's form. */
    private static Map<String, @Nullable Object> parsed(String text) {
        byte[] row = ("{\"" + VALUE + "\":" + text + "}").getBytes(StandardCharsets.UTF_8);
        try {
            return Fields.parse(row, 0, row.length);
        } catch (UncheckedIOException e) {
            return Map.of();
        }
    }

    private static String written(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes objects, lists, texts, numbers, and what else a row's fields may be. */
    public static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : object.entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else {
            json.writePOJO(value);
        }
    }

    /** The hash of those who have the conversation, where the old one is that of their old ids. */
    private boolean membersHash(Value value, JsonBytes out) {
        long group = Fields.number(value.data(), value.rowStart(), value.rowEnd(), ID);
        long[] members = ids.survey().members(group);
        String old = decoded(value);
        if (!old.equals(GroupHashes.sha1(LongStream.of(members)))) {
            return false;
        }
        return FieldMapper.text(
                old, GroupHashes.sha1(LongStream.of(members).map(ids.of(ZulipTables.USERS)::reference)), out);
    }

    private boolean profileValue(Value value, Naming.ProfileValue profile, JsonBytes out) {
        long field = Fields.number(value.data(), value.rowStart(), value.rowEnd(), PROFILE_FIELD);
        if (value.first() != '"' || ids.survey().profileField(field) != profile.type()) {
            return text(value, false, out);
        }
        String old = decoded(value);
        byte[] list = old.getBytes(StandardCharsets.UTF_8);
        JsonBytes mapped = new JsonBytes();
        boolean changed = list.length > 0
                && FieldMapper.numbers(ids.of(ZulipTables.USERS)::reference)
                        .write(new Value(list, 0, list.length, 0, list.length), mapped);
        return changed
                && FieldMapper.text(
                        old, new String(Arrays.copyOf(mapped.data(), mapped.size()), StandardCharsets.UTF_8), out);
    }

    private static String decoded(Value value) {
        try (JsonParser parser = JSON.createParser(value.data(), value.start(), value.end() - value.start())) {
            parser.nextToken();
            return Objects.requireNonNullElse(parser.getValueAsString(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.realmferry.archive.JsonBytes;
import org.realmferry.input.Fields;
import org.realmferry.renumber.NewIds;
import org.realmferry.renumber.fields.FieldMapper.Value;
import org.realmferry.renumber.text.AttachmentPaths;
import org.realmferry.renumber.text.AttachmentPaths.PathPair;
import org.realmferry.rules.References;
import org.realmferry.rules.language.Naming;
import org.realmferry.schema.ZulipTables;

/** Writes new ids where Zulip's importer does, and leaves the old ones everywhere else. */
final class ZulipNamings implements Namings {
    private static final String MESSAGES = "zerver_message";
    private static final String SCHEDULED = "zerver_scheduledmessage";
    private static final byte[] HAS_ATTACHMENT = Fields.name("has_attachment");

    /** Fields whose numbers Zulip's importer keeps, as {@code table.field}. */
    private static final Set<String> KEPT = Set.of(
            "zerver_realmauditlog.event_last_message_id",
            "zerver_realmauditlog.extra_data",
            SCHEDULED + ".reminder_target_message_id",
            "zerver_stream.first_message_id",
            "analytics_realmcount.subgroup",
            "analytics_streamcount.subgroup",
            "analytics_usercount.subgroup");

    private final NewIds ids;
    private final Namings all;
    private final RenderedIds rendered;
    private final AttachmentPaths attachments;

    ZulipNamings(NewIds ids, Namings all, AttachmentPaths attachments) {
        this.ids = ids;
        this.all = all;
        this.attachments = attachments;
        rendered = new RenderedIds((table, id) -> ids.of(table).reference(id));
    }

    @Override
    public Optional<FieldMapper> of(String output, Naming naming) {
        String table = References.ids(output);
        if (KEPT.contains(output + "." + naming.field())
                || naming instanceof Naming.PathOfRealm
                || naming instanceof Naming.Fragment
                || naming instanceof Naming.PollKey) {
            return Optional.empty();
        }
        if (naming instanceof Naming.Last last && table.equals(ZulipTables.USERS)) {
            return Optional.of(FieldMapper.numbers(ids.of(last.table())::reference));
        }
        if (naming instanceof Naming.Text text) {
            return text(output, text);
        }
        if (naming instanceof Naming.Json) {
            return Optional.of(this::history);
        }
        if (naming instanceof Naming.ProfileValue profile) {
            return Optional.of((value, out) -> profileValue(value, profile, out));
        }
        return all.of(output, naming);
    }

    private Optional<FieldMapper> text(String output, Naming.Text text) {
        boolean isRendered = AllNamings.isRendered(text);
        if (output.equals(MESSAGES) || output.equals(SCHEDULED)) {
            return Optional.of((value, out) -> message(output, value, isRendered, out));
        }
        return output.equals("zerver_stream") && isRendered ? Optional.of(this::description) : Optional.empty();
    }

    private boolean message(String output, Value value, boolean isRendered, JsonBytes out) {
        List<PathPair> paths = paths(output, value);
        if (value.first() != '"' || (paths.isEmpty() && !(isRendered && RenderedIds.mayBeIn(value)))) {
            return false;
        }
        String old = JsonValues.decoded(value);
        String moved = replaced(old, paths);
        return FieldMapper.text(old, isRendered ? rendered.map(moved) : moved, out);
    }

    /** The paths that Zulip's importer replaces in a row of messages. */
    List<PathPair> paths(String output, Value value) {
        LongFunction<List<PathPair>> known = output.equals(MESSAGES)
                ? attachments::of
                : output.equals(SCHEDULED) ? attachments::ofScheduled : row -> List.of();
        List<PathPair> paths = known.apply(Fields.id(value.data(), value.rowStart(), value.rowEnd()));
        return paths.isEmpty() || !value.other(HAS_ATTACHMENT).equals("true") ? List.of() : paths;
    }

    static String replaced(String text, List<PathPair> paths) {
        String replaced = text;
        for (PathPair path : paths) {
            replaced = replaced.replace(path.old(), path.other());
        }
        return replaced;
    }

    /** Zulip renders descriptions of channels again, and finds the channels they name among those of the new realm. */
    private boolean description(Value value, JsonBytes out) {
        if (value.first() != '"' || !RenderedIds.mayBeIn(value)) {
            return false;
        }
        String old = JsonValues.decoded(value);
        return FieldMapper.text(old, rendered.mapRenderedAgain(old), out);
    }

    /** Each edit with the new ids of its user and in what was rendered; its channels stay. */
    private boolean history(Value value, JsonBytes out) {
        Optional<Object> parsed =
                value.first() == '"' ? JsonValues.parsed(JsonValues.decoded(value)) : Optional.empty();
        if (parsed.isEmpty() || !(parsed.get() instanceof List<?> edits)) {
            return false;
        }
        List<@Nullable Object> mapped = new ArrayList<>();
        edits.forEach(edit -> mapped.add(edit instanceof Map<?, ?> members ? edit(members) : edit));
        out.string(JsonValues.written(mapped));
        return true;
    }

    private Map<String, @Nullable Object> edit(Map<?, ?> members) {
        Map<String, @Nullable Object> mapped = new LinkedHashMap<>();
        members.forEach((key, value) -> mapped.put(String.valueOf(key), value(String.valueOf(key), value)));
        return mapped;
    }

    private @Nullable Object value(String name, @Nullable Object value) {
        if (name.equals("user_id") && value instanceof BigDecimal id && id.scale() <= 0) {
            return BigDecimal.valueOf(ids.of(ZulipTables.USERS).reference(id.longValue()));
        }
        return name.equals("prev_rendered_content") && value instanceof String text ? rendered.map(text) : value;
    }

    /** A list of users, written without spaces. */
    private boolean profileValue(Value value, Naming.ProfileValue profile, JsonBytes out) {
        String old = AllNamings.isList(ids, value, profile) ? JsonValues.decoded(value) : "";
        Optional<Object> parsed = old.startsWith("[") ? JsonValues.parsed(old) : Optional.empty();
        if (parsed.isEmpty() || !(parsed.get() instanceof List<?> users)) {
            return false;
        }
        List<@Nullable Object> mapped = new ArrayList<>();
        users.forEach(user -> mapped.add(value("user_id", user)));
        return FieldMapper.text(old, JsonValues.written(mapped), out);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.realmferry.input.Fields;
import org.realmferry.input.Snapshots;
import org.realmferry.load.LoadPlan.Time;
import org.realmferry.renumber.IdMap;
import org.realmferry.schema.Column;
import org.realmferry.schema.Schema;
import org.realmferry.schema.Table;
import org.realmferry.source.Target;
import org.realmferry.source.TargetSession;

/**
 * The last transaction of an import: rows that the server would act on, the values that were held back, what follows from
 * all rows, and the realm as active as it is to be.
 */
final class GoLive {
    private static final String LOG = "zerver_realmauditlog";
    private static final int PLAN_TYPE_CHANGED = 204;
    private static final int REALM_CREATED = 215;
    private static final int REALM_IMPORTED = 229;
    private static final List<Integer> ROLES = List.of(100, 200, 300, 400, 600);
    private static final String DEACTIVATED = "deactivated";

    private final LoadedArchive archive;
    private final LoadPlan plan;
    private final Target target;
    private final ImportChoice choice;
    private final RealmImport realm;

    GoLive(LoadedArchive archive, LoadPlan plan, Target target, ImportChoice choice, RealmImport realm) {
        this.archive = archive;
        this.plan = plan;
        this.target = target;
        this.choice = choice;
        this.realm = realm;
    }

    /** Whether the log says once more than the archive's that the realm was imported: the transaction was committed. */
    boolean isDone(TargetSession session) {
        int[] found = new int[1];
        session.read(
                LOG,
                "SELECT id::bigint FROM zerver_realmauditlog WHERE realm_id = " + realm.realm() + " AND event_type = "
                        + REALM_IMPORTED,
                row -> found[0]++);
        return found[0] > archive.facts().imports();
    }

    void run(TargetSession session) {
        session.begin();
        for (String output : realm.lists(Time.END)) {
            realm.copyList(session, output);
        }
        if (has("zerver_attachment_scheduled_messages")) {
            realm.links(
                    session,
                    "scheduled_messages",
                    "zerver_attachment_scheduled_messages",
                    "scheduledmessage_id",
                    "zerver_scheduledmessage");
        }
        for (String output : archive.input().rows().tables().keySet()) {
            if (plan.knows(output) && !plan.held(output).isEmpty()) {
                release(session, output);
            }
        }
        derive(session);
        log(session);
        session.constraintsImmediate();
        session.commit();
    }

    private boolean has(String table) {
        return target.schema().table(table).isPresent();
    }

    private boolean has(String table, String column) {
        return target.schema().table(table).flatMap(t -> t.column(column)).isPresent();
    }

    private void derive(TargetSession session) {
        Afterwards.firstMessages(session, realm.realm(), choice.likeZulip());
        if (has("zerver_stream", "is_recently_active") && !isDeactivated()) {
            Afterwards.activity(session, realm.realm());
        }
        if (has("zerver_stream", "subscriber_count")) {
            Afterwards.subscribers(session, realm.realm());
        }
    }

    private boolean isDeactivated() {
        return switch (choice.active()) {
            case ACTIVE -> false;
            case DEACTIVATED -> true;
            case AS_ARCHIVED -> Boolean.TRUE.equals(archive.facts().realm().get(DEACTIVATED));
        };
    }

    /** Gives columns the archive's values that were held back. */
    private void release(TargetSession session, String output) {
        Table table = target.schema().table(plan.table(output)).orElseThrow();
        IdMap ids = realm.ids().of(table.name());
        List<Held> held = new ArrayList<>();
        plan.held(output).forEach(name -> table.column(name).map(Held::new).ifPresent(held::add));
        Snapshots.each(archive.input().rows(), output, lines -> {
            long id = ids.row(Fields.id(lines.data(), lines.start(), lines.end()));
            for (Held column : held) {
                column.value(lines.data(), lines.start(), lines.end(), this::isDeactivated)
                        .ifPresent(value -> session.execute(table.name(), column.update(table), value, id));
            }
        });
    }

    /** A column whose value was held back. */
    private record Held(Column column) {
        String update(Table table) {
            return String.format(
                    Locale.ROOT,
                    "UPDATE %s SET %s = nullif(?, '')::%s WHERE %s = ?",
                    Schema.quoted(table.name()),
                    Schema.quoted(column.name()),
                    column.type(),
                    Schema.quoted(table.key().name()));
        }

        Optional<String> value(byte[] data, int start, int end, BooleanSupplier deactivated) {
            if (column.name().equals(DEACTIVATED)) {
                return Optional.of(String.valueOf(deactivated.getAsBoolean()));
            }
            Fields.Range range = Fields.find(data, start, end, Fields.name(column.name()));
            if (range == null) {
                return Optional.empty();
            }
            CopyText text = new CopyText();
            text.json(data, range.start(), range.end(), CopyType.of(column.type()));
            String value = new String(text.data(), 0, text.size(), StandardCharsets.UTF_8);
            return value.equals("\\N") ? Optional.of("") : Optional.of(value);
        }
    }

    /** What Zulip's importer writes into the realm's log. */
    private void log(TargetSession session) {
        if (!archive.facts().hasCreationLog()) {
            session.execute(
                    LOG,
                    insert("(SELECT date_created FROM zerver_realm WHERE id = ?)", true),
                    realm.realm(),
                    REALM_CREATED,
                    realm.realm(),
                    "{}");
        }
        long plan = archive.facts().realm().get("plan_type") instanceof Number number ? number.longValue() : 1;
        session.execute(
                LOG,
                insert("clock_timestamp()", false),
                realm.realm(),
                PLAN_TYPE_CHANGED,
                isTwelve() ? "{\"1\": " + plan + ", \"2\": 1}" : "{\"old_value\": " + plan + ", \"new_value\": 1}");
        session.execute(LOG, insert("clock_timestamp()", false), realm.realm(), REALM_IMPORTED, counts());
    }

    private boolean isTwelve() {
        return has("zerver_stream", "subscriber_count");
    }

    private String insert(String time, boolean backfilled) {
        String type = target.schema()
                .table(LOG)
                .flatMap(t -> t.column("extra_data"))
                .map(Column::type)
                .orElse("jsonb");
        String flag = has(LOG, "scrubbed") ? ", scrubbed" : "";
        return "INSERT INTO zerver_realmauditlog (realm_id, event_type, event_time, backfilled, extra_data" + flag + ")"
                + " VALUES (?, ?, " + time + ", " + backfilled + ", ?::" + type + (flag.isEmpty() ? "" : ", false")
                + ")";
    }

    private String counts() {
        StringBuilder humans = new StringBuilder();
        ROLES.forEach(role -> humans.append(humans.length() == 0 ? "" : ", ")
                .append('"')
                .append(role)
                .append("\": ")
                .append(archive.facts().activeByRole().getOrDefault(role, 0L)));
        String source = has("zerver_channelfolder") ? ", \"import_source\": \"zulip\"" : "";
        return "{\"10\": {\"11\": {" + humans + "}, \"12\": " + archive.facts().activeBots() + "}" + source + "}";
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.realmferry.archive.disk.JsonFile;
import org.realmferry.cli.output.Version;
import org.realmferry.merge.MergeSummary;
import org.realmferry.merge.decide.Decision;
import org.realmferry.run.Findings;

/** The record of a merge, {@code run.json}, in which an archive is found as in that of an export. */
final class MergeRecord {
    private MergeRecord() {}

    /** @param asOf the newest time at which an input was taken */
    static void write(Path path, MergeSummary summary, Instant started, String asOf, int jobs, Findings findings) {
        long count = findings.sorted().size();
        JsonFile.write(path, json -> {
            json.writeStartObject();
            json.writeStringField("tool", Version.TEXT);
            json.writeStringField("zulip_version", summary.zulipVersion());
            json.writeStringField("mode", summary.mode().label());
            json.writeStringField("as_of", asOf);
            json.writeNumberField("jobs", jobs);
            json.writeStringField("started", started.toString());
            json.writeStringField("finished", Instant.now().toString());
            json.writeNumberField("findings", count);
            objects(json, "realms", List.of(values(summary, count)));
            objects(json, "users", List.of());
            objects(
                    json,
                    "inputs",
                    summary.inputs().stream().map(MergeRecord::values).toList());
            objects(json, "decisions", decisions(summary));
            json.writeEndObject();
        });
    }

    private static void objects(JsonGenerator json, String name, List<Map<String, Object>> objects) throws IOException {
        json.writeArrayFieldStart(name);
        for (Map<String, Object> object : objects) {
            json.writeStartObject();
            for (Map.Entry<String, Object> value : new TreeMap<>(object).entrySet()) {
                json.writeFieldName(value.getKey());
                json.writePOJO(value.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The merged archive by the names that programs read. */
    static Map<String, Object> values(MergeSummary summary, long findings) {
        return Map.of(
                "realm", summary.realm().stringId(),
                "archive", summary.realm().folder(),
                "mode", summary.mode().label(),
                "messages", summary.messages(),
                "usermessages", summary.userMessages(),
                "other_rows", summary.otherRows(),
                "files", summary.files(),
                "bytes", summary.bytes(),
                "seconds", Math.round(summary.seconds() * 10) / 10.0,
                "findings", findings);
    }

    static Map<String, Object> values(MergeSummary.Source input) {
        Map<String, Object> values = new TreeMap<>(Map.of(
                "input", input.name(),
                "mode", input.mode(),
                "taken", input.taken(),
                "taken_from", input.takenFrom(),
                "manifest", input.manifest()));
        input.user().ifPresent(user -> values.put("user_id", user));
        return values;
    }

    /** How often it was decided, by table and rule. */
    static List<Map<String, Object>> decisions(MergeSummary summary) {
        List<Map<String, Object>> decisions = new ArrayList<>();
        new TreeMap<>(summary.decisions())
                .forEach((table, rules) -> rules.forEach((rule, count) -> decisions.add(
                        Map.of("table", table, "rule", label(rule), "conflict", rule.isConflict(), "count", count))));
        return decisions;
    }

    private static String label(Decision rule) {
        return rule.name().toLowerCase(Locale.ROOT);
    }
}

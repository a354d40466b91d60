/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.realmferry.archive.ArchiveLayout;
import org.realmferry.archive.Damage;
import org.realmferry.archive.Fingerprints;
import org.realmferry.archive.Manifest;
import org.realmferry.archive.RowFileReader;
import org.realmferry.archive.disk.Written;
import org.realmferry.selection.ConsentRules;

/** What an input's manifest says. Of files that are only bytes no more is kept than a fingerprint. */
public final class InputManifest {
    /**
     * The list by which an export was made.
     *
     * @param sha256 empty where several lists were
     */
    public record Approvals(Optional<String> sha256, String unapproved, Set<Long> userIds) {}

    private final Path file;
    private final Map<String, Written> json = new TreeMap<>();
    private final Fingerprints files = new Fingerprints();
    private String sha256 = "";
    private String mode = "";
    private String version = "";
    private String lastMigration = "";
    private Optional<String> server = Optional.empty();
    private ConsentRules rules = ConsentRules.strict();
    private long format;
    private long realmId = -1;
    private long userId = -1;
    private Optional<Approvals> approvals = Optional.empty();

    private InputManifest(Path file) {
        this.file = file;
    }

    /** Reads an archive's manifest. Fails with {@code DAMAGED_ARCHIVE}. */
    public static InputManifest read(ArchiveLayout archive) {
        InputManifest manifest = new InputManifest(archive.manifest());
        manifest.sha256 = CheckedFile.read(archive.manifest(), Optional.empty(), manifest::members)
                .sha256();
        if (manifest.format != Manifest.FORMAT) {
            throw Damage.of(
                    archive.manifest(),
                    "its format is " + manifest.format + ", and only " + Manifest.FORMAT + " is known");
        }
        return manifest;
    }

    private void members(RowFileReader reader) throws IOException {
        JsonParser parser = reader.parser();
        reader.beginObject();
        while (reader.nextMember()) {
            switch (reader.member()) {
                case "format" -> format = parser.getValueAsLong();
                case "mode" -> mode = parser.getValueAsString("");
                case "zulip_version" -> version = parser.getValueAsString("");
                case "consent_rules" -> rules = new ConsentRules(kind(parser), rules.message());
                case "consent_message" ->
                    rules = new ConsentRules(rules.kind(), OptionalLong.of(parser.getValueAsLong()));
                case "last_migration" -> lastMigration = parser.getValueAsString("");
                case "server" -> server = Optional.ofNullable(parser.getValueAsString());
                case "realm" -> realmId = id(parser);
                case "user" -> userId = id(parser);
                case "approvals" -> approvals = Optional.of(approvals(parser));
                case "files" -> {
                    reader.beginList("a list of files");
                    while (reader.nextRow("a list of files")) {
                        add(parser);
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    private static ConsentRules.Kind kind(JsonParser parser) throws IOException {
        boolean ofRelease = ConsentRules.Kind.RELEASE.label().equals(parser.getValueAsString(""));
        return ofRelease ? ConsentRules.Kind.RELEASE : ConsentRules.Kind.STRICT;
    }

    private static long id(JsonParser parser) throws IOException {
        long id = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isId = parser.currentName().equals("id");
            parser.nextToken();
            id = isId ? parser.getValueAsLong(-1) : id;
            parser.skipChildren();
        }
        return id;
    }

    private static Approvals approvals(JsonParser parser) throws IOException {
        Optional<String> sha256 = Optional.empty();
        String unapproved = "";
        Set<Long> ids = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "sha256" -> sha256 = Optional.ofNullable(parser.getValueAsString());
                case "unapproved" -> unapproved = parser.getValueAsString("");
                case "user_ids" -> {
                    while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                        ids.add(parser.getLongValue());
                    }
                }
                default -> parser.skipChildren();
            }
        }
        return new Approvals(sha256, unapproved, Set.copyOf(ids));
    }

    private void add(JsonParser parser) throws IOException {
        String path = "";
        String sum = "";
        long bytes = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "path" -> path = parser.getValueAsString("");
                case "bytes" -> bytes = parser.getValueAsLong(-1);
                case "sha256" -> sum = parser.getValueAsString("");
                default -> parser.skipChildren();
            }
        }
        if (path.contains("/") && !path.endsWith("/records.json")) {
            files.add(path, sum);
        } else if (json.put(path, new Written(bytes, sum)) != null) {
            throw Damage.of(file, "it lists " + path + " twice");
        }
    }

    /** Its own checksum. */
    public String sha256() {
        return sha256;
    }

    public String mode() {
        return mode;
    }

    /** By which it was said what leaves. */
    public ConsentRules rules() {
        return rules;
    }

    /** Of Zulip. */
    public String version() {
        return version;
    }

    public String lastMigration() {
        return lastMigration;
    }

    /** What tells its server from others; empty where it doesn't say. */
    public Optional<String> server() {
        return server;
    }

    public long realmId() {
        return realmId;
    }

    public long userId() {
        return userId;
    }

    public Optional<Approvals> approvals() {
        return approvals;
    }

    /** What it says of a JSON file; empty where it names none. */
    public Optional<Written> json(String path) {
        return Optional.ofNullable(json.get(path));
    }

    /** The JSON files that it names, in order. */
    public Set<String> jsonFiles() {
        return json.keySet();
    }

    /** Whether it names a file with that content. */
    public boolean names(String path, String contentSha256) {
        return files.contains(path, contentSha256);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.archive.disk.Written;
import org.realmferry.selection.ApprovedUsers;
import org.realmferry.selection.ConsentRules;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;
import org.realmferry.selection.RealmUser;
import org.realmferry.selection.Scope;
import org.realmferry.selection.SingleUser;
import org.realmferry.selection.Subject;
import org.realmferry.selection.Unapproved;

class ManifestReaderTest {
    private static final int MANY = 1_000_000;
    private static final Manifest.Origin ORIGIN = new Manifest.Origin("11.5", "0723_x", Optional.of("ab12"));
    private static final List<Manifest.Entry> ENTRIES = List.of(
            new Manifest.Entry(
                    "messages-000001.json",
                    new Written(9, "01"),
                    Map.of("zerver_message", 2L, "zerver_usermessage", 5L),
                    List.of(7L, 9L),
                    Map.of(0, 3L, 1, 4L)),
            new Manifest.Entry("realm.json", new Written(20, "02"), Map.of("zerver_realm", 1L), List.of()),
            Manifest.Entry.of("uploads/2/ä \"b\".png", new Written(0, "03")));

    @Test
    void readsWhatWasWrittenOfARealm() throws IOException {
        ApprovedUsers approved = new ApprovedUsers("cd", Unapproved.OMIT, Set.of(8L, 9L));
        ConsentRules rules = new ConsentRules(ConsentRules.Kind.RELEASE, OptionalLong.of(77));
        ManifestReader reader = begin(written(new Scope(realm(), Mode.CONSENT, Optional.of(approved), false, rules)));

        assertThat(entries(reader)).isEqualTo(ENTRIES);
        ManifestHead head = reader.head();
        assertThat(head.format()).hasValue(Manifest.FORMAT);
        assertThat(head.zulipVersion()).hasValue("11.5");
        assertThat(head.lastMigration()).hasValue("0723_x");
        assertThat(head.server()).hasValue("ab12");
        assertThat(head.mode()).hasValue("consent");
        assertThat(head.realmId()).hasValue(2);
        assertThat(head.realmName()).hasValue("team");
        assertThat(head.userId()).isEmpty();
        assertThat(head.approvals()).hasValue(approved);
        assertThat(head.rules()).isEqualTo(rules);
        assertThat(head.rows()).isEqualTo(Map.of("zerver_message", 2L, "zerver_usermessage", 5L, "zerver_realm", 1L));
    }

    @Test
    void readsWhatWasWrittenOfAUser() throws IOException {
        ManifestReader reader = begin(written(new SingleUser(realm(), user(), "iago@zulip.test")));

        assertThat(reader.head().mode()).hasValue(SingleUser.MODE);
        assertThat(reader.head().userId()).hasValue(8);
        assertThat(reader.head().approvals()).isEmpty();
        assertThat(entries(reader)).isEqualTo(ENTRIES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"files\": []}",
                "{\"format\": \"1\", \"realm\": 5, \"user\": [], \"approvals\": true, \"rows\": [3], \"mode\": {\"a\": 1}}",
                "{\"realm\": {\"id\": \"2\", \"string_id\": 2}, \"approvals\": {}, \"consent_message\": null}"
            })
    void whatIsMissingOrOfAnotherTypeIsEmpty(String json) throws IOException {
        ManifestReader reader = begin(json);

        assertThat(entries(reader)).isEmpty();
        ManifestHead head = reader.head();
        assertThat(head.format()).isEmpty();
        assertThat(head.mode()).isEmpty();
        assertThat(head.realmId()).isEmpty();
        assertThat(head.realmName()).isEmpty();
        assertThat(head.userId()).isEmpty();
        assertThat(head.approvals()).isEmpty();
        assertThat(head.rules()).isEqualTo(ConsentRules.strict());
        assertThat(head.rows()).isEmpty();
    }

    @Test
    void anEntryWithoutKeysIsEmpty() throws IOException {
        assertThat(entries(begin("{\"files\": [{}, {\"path\": {\"a\": 1}, \"rows\": 1, \"first_message\": 3,"
                        + " \"sources\": {\"x\": 1}, \"other\": [{}]}]}")))
                .containsOnly(Manifest.Entry.of("", new Written(-1, "")));
    }

    @Test
    void membersMayFollowTheFiles() throws IOException {
        String json = "{\"tool\": \"x\", \"files\": [{\"path\": \"a\"}, {\"path\": \"b\"}], \"mode\": \"full\"}";
        ManifestReader passing = begin(json);
        passing.skipFiles();

        assertThat(passing.head().mode()).hasValue("full");
        assertThat(passing.next()).isNull();
        ManifestReader reading = begin(json);
        assertThat(entries(reading)).extracting(Manifest.Entry::path).containsExactly("a", "b");
        assertThat(reading.head().mode()).hasValue("full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"mode\": \"full\"",
                "{\"files\": {}}",
                "{\"files\": [1]}",
                "{\"files\": [{\"path\": \"a\"",
                "{\"files\": [{\"bytes\": 99999999999999999999}]}",
                "{\"mode\": \"full\", \"mode\": \"public\"}",
                "{\"files\": [{\"path\": \"a\", \"path\": \"b\"}]}"
            })
    void damagedJsonIsAnError(String json) {
        assertThatThrownBy(() -> entries(begin(json))).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void theHeadHoldsWhatWasReadBeforeTheDamage() throws IOException {
        ManifestReader reader = new ManifestReader(open("{\"mode\": \"full\", \"realm\": {\"id\": 2"));

        assertThatThrownBy(reader::begin).isInstanceOf(JsonProcessingException.class);
        assertThat(reader.head().mode()).hasValue("full");
        assertThat(reader.head().realmId()).isEmpty();
    }

    /** All paths together have 200 MB. */
    @Test
    void aMillionEntriesNeedTheMemoryOfAFew() throws IOException {
        long before = 0;
        long count = 0;
        try (RowFileReader json = RowFileReader.open(new ManyFiles())) {
            ManifestReader reader = new ManifestReader(json);
            reader.begin();
            for (Manifest.@Nullable Entry entry = reader.next(); entry != null; entry = reader.next()) {
                count++;
                before = count == 1000 ? heap() : before;
            }
            assertThat(heap() - before).isLessThan(50 << 20);
        }

        assertThat(count).isEqualTo(MANY);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A manifest of a million files that is made while it is read. */
    private static final class ManyFiles extends InputStream {
        private final String padding = "x".repeat(200);
        private byte[] part = "{\"format\": 1, \"files\": [".getBytes(StandardCharsets.UTF_8);
        private int at;
        private int made;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (at == part.length && made == MANY) {
                return -1;
            }
            if (at == part.length) {
                made++;
                String entry = "{\"path\": \"uploads/" + made + padding + "\", \"bytes\": 1}";
                part = (entry + (made < MANY ? "," : "]}")).getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            int copied = Math.min(length, part.length - at);
            System.arraycopy(part, at, target, offset, copied);
            at += copied;
            return copied;
        }
    }

    private static String written(Subject subject) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            new Manifest("realmferry test", ORIGIN, subject, List.of(), ENTRIES).writeTo(json);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static RowFileReader open(String json) throws IOException {
        return RowFileReader.open(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static ManifestReader begin(String json) throws IOException {
        ManifestReader reader = new ManifestReader(open(json));
        reader.begin();
        return reader;
    }

    private static List<Manifest.Entry> entries(ManifestReader reader) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        for (Manifest.@Nullable Entry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }

    private static Realm realm() {
        return new Realm(2, "team", "Team", false);
    }

    private static RealmUser user() {
        return new RealmUser(8, "iago@zulip.test", "iago@zulip.test", false, OptionalLong.empty());
    }
}

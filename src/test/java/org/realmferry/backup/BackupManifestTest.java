/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.realmferry.archive.disk.Written;
import org.realmferry.backup.BackupManifest.FileEntry;
import org.realmferry.backup.BackupManifest.TableEntry;

/** What a backup says of itself comes back as it was written, and what is no such thing is refused. */
class BackupManifestTest {
    private static final Map<String, String> ABOUT =
            BackupManifest.ABOUT.stream().collect(Collectors.toMap(key -> key, key -> "any \"" + key + "\" \u00e9"));
    private static final BackupManifest WHOLE = new BackupManifest(
            ABOUT,
            List.of(
                    new TableEntry(
                            "zerver_stream",
                            List.of("id", "name"),
                            List.of("email_token"),
                            List.of(
                                    new FileEntry("a.jsonl", 3, new Written(30, "s1")),
                                    new FileEntry("b.jsonl", 4, new Written(40, "s2")))),
                    new TableEntry("zerver_client", List.of(), List.of(), List.of())));

    @Test
    void itComesBackAsItWasWritten() throws IOException {
        assertThat(read(new String(WHOLE.bytes(), StandardCharsets.UTF_8))).isEqualTo(WHOLE);
    }

    @Test
    void rowsAndBytesAreThoseOfAllFiles() {
        assertThat(WHOLE.rows()).isEqualTo(7);
        assertThat(WHOLE.tables().get(0).rows()).isEqualTo(7);
        assertThat(WHOLE.tables().get(0).bytes()).isEqualTo(70);
        assertThat(WHOLE.tables().get(1).rows()).isZero();
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() throws IOException {
        String text = new String(WHOLE.bytes(), StandardCharsets.UTF_8)
                .replace("\"tables\"", "\"more\" : {\"a\" : [1]}, \"tables\"")
                .replace("\"columns\"", "\"more\" : [{}], \"columns\"")
                .replace("\"sha256\"", "\"more\" : {}, \"sha256\"");

        assertThat(read(text)).isEqualTo(WHOLE);
    }

    @Test
    void anotherFormatIsRefused() {
        assertThatThrownBy(() -> read(with("\"format\" : 1", "\"format\" : 2")))
                .isInstanceOf(IOException.class)
                .hasMessage("its manifest has the unknown format 2");
        assertThatThrownBy(() -> read("{}"))
                .isInstanceOf(IOException.class)
                .hasMessage("its manifest has the unknown format 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"tool\" ~ \"another\"",
                "\"rows\" : 7 ~ \"rows\" : 8",
                "\"rows\" : 7, ~ \"lines\" : 7,",
                "\"left_out\" : [ ~ \"left_out\" : {}, \"other\" : [",
            })
    void aManifestThatLacksSomethingIsNone(String part, String other) {
        assertThatThrownBy(() -> read(with(part, other)))
                .isInstanceOf(IOException.class)
                .hasMessage("its manifest is not that of a backup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "", "{\"format\":1,\"tables\":{}}", "{\"format\":1}"})
    void anotherValueIsNoManifest(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IOException.class)
                .hasMessage("its manifest is not that of a backup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"format\":1", "{\"format\":1,\"format\":1}", "{\"tables\":[{\"table\":"})
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class);
    }

    private static String with(String part, String other) throws IOException {
        String text = new String(WHOLE.bytes(), StandardCharsets.UTF_8);
        assertThat(text).contains(part);
        return text.replace(part, other);
    }

    private static BackupManifest read(String text) throws IOException {
        return BackupManifest.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}

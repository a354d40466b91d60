/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.realmferry.IdBitmap;
import org.realmferry.archive.FileSet;
import org.realmferry.schema.ZulipTables;
import org.realmferry.verify.rows.ReferenceChecks;

/** The records of files beside the files. */
class RecordsVerifierTest {
    private SmallArchive archive;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        archive = new SmallArchive(folder).file("uploads/2/a.png", "12345").file("avatars/2/b.png", "12");
        archive.ids().of("zerver_realm").addLong(2);
        archive.ids().of(ZulipTables.USERS).addLong(7);
        archive.ids().of(ZulipTables.SYSTEM_BOTS).addLong(9);
    }

    @Test
    void aRecordThatFitsItsFileIsNoFinding() throws IOException {
        RecordsVerifier records =
                uploads("[{'path':'2/a.png','size':5,'realm_id':2,'user_profile_id':7,'s3_path':'2/a.png'}]");

        assertThat(archive.found().all()).isEmpty();
        assertThat(records.has("2/a.png")).isTrue();
        assertThat(records.size("2/a.png")).hasValue(5L);
        assertThat(records.size("2/other.png")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "'size':6 ~ RECORDS uploads/records.json row 1: its file has 5 bytes, but the record says 6: 2/a.png",
                "'user_profile_id':8 ~ DANGLING uploads/records.json row 1: user_profile_id refers to 8, but the archive"
                        + " has no such row of zerver_userprofile (2/a.png)",
                "'realm_id':3 ~ DANGLING uploads/records.json row 1: realm_id refers to 3, but the archive has no such row"
                        + " of zerver_realm (2/a.png)",
                "'realm_id':'3' ~ DANGLING uploads/records.json row 1: realm_id refers to 3, but the archive has no such"
                        + " row of zerver_realm (2/a.png)",
                "'size':'x' ~ MALFORMED uploads/records.json row 1: size is not an id",
                "'path':'2/a.png' ~ MALFORMED uploads/records.json row 1: path is duplicated in it",
            },
            quoteCharacter = '`')
    void aRecordThatDoesNotFitIsTold(String field, String line) throws IOException {
        uploads("[{'path':'2/a.png'," + field.strip() + "}]");

        assertThat(archive.found().lines()).containsExactly(line);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "'path':'../a.png'",
                "'path':'/a.png'",
                "'path':''",
                "'path':7",
                "'other':1",
                "'path':'records.json'"
            },
            quoteCharacter = '`')
    void aPathThatIsNoneIsRefused(String field) throws IOException {
        uploads("[{'path':'2/a.png'},{" + field + "}]");

        assertThat(archive.found().lines())
                .hasSize(1)
                .allMatch(line ->
                        line.startsWith("RECORDS uploads/records.json row 2: path ") && line.contains(" is refused: "));
    }

    @Test
    void aFileOfASystemBotMayBeOfAnotherRealm() throws IOException {
        uploads(
                "[{'path':'2/a.png','realm_id':1,'user_profile_id':9},{'path':'2/a.png','realm_id':'2','author':null}]");

        assertThat(archive.found().messages()).containsExactly("the previous record has the same path: 2/a.png");
    }

    @Test
    void aRecordWithoutItsFileIsTold() throws IOException {
        uploads("[{'path':'2/a.png'},{'path':'2/gone.png'}]");

        assertThat(archive.found().lines())
                .containsExactly("RECORDS uploads/records.json row 2: its file is missing: 2/gone.png");
    }

    @Test
    void aFileWithoutARecordIsTold() throws IOException {
        archive.file("uploads/2/deep/stray.png", "x");

        uploads("[{'path':'2/a.png'}]");

        assertThat(archive.found().lines())
                .containsExactly(
                        "STRAY_FILE uploads/2/deep/stray.png: no record of uploads/records.json names this file");
    }

    @Test
    void withoutRecordsEachFileIsStray() {
        RecordsVerifier records = verifier(FileSet.UPLOADS);

        records.check(Optional.empty(), false);

        assertThat(archive.found().messages()).containsExactly("no record of uploads/records.json names this file");
    }

    @Test
    void aFileIsFoundByItsPathInTheStore() throws IOException {
        RecordsVerifier records = uploads("[{'path':'2/a.png','s3_path':'2/other/a.png'}]");

        assertThat(records.has("2/other/a.png")).isTrue();
        assertThat(records.size("2/other/a.png")).hasValue(5L);
    }

    @Test
    void picturesMayHaveTwoRecords() throws IOException {
        archive.file("avatars/records.json", "[{'path':'2/b.png'},{'path':'2/b.png'}]");

        verifier(FileSet.AVATARS).check(Optional.empty(), false);

        assertThat(archive.found().all()).isEmpty();
    }

    @Test
    void aSingleUsersRecordsNameWhomTheArchiveLacks() throws IOException {
        archive.file("uploads/records.json", "[{'path':'2/a.png','realm_id':3,'user_profile_id':8}]");

        verifier(FileSet.UPLOADS).check(Optional.empty(), true);

        assertThat(archive.found().all()).isEmpty();
    }

    private RecordsVerifier uploads(String records) throws IOException {
        archive.file("uploads/records.json", records);
        RecordsVerifier verifier = verifier(FileSet.UPLOADS);
        verifier.check(Optional.empty(), false);
        return verifier;
    }

    private RecordsVerifier verifier(FileSet set) {
        return new RecordsVerifier(
                archive.open(), set, new ReferenceChecks(archive.ids(), new IdBitmap(), true, false, true));
    }
}

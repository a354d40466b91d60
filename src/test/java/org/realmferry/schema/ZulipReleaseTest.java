/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZulipReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "0005_auto_20150920_1340, 1.3.9, 1",
        "0451_add_userprofile_api_key_index, 7.5, 7",
        "0558_realmuserdefault_web_animate_image_previews_and_more, 9.0, 9",
        "0696_rename_no_topic_to_empty_string_topic, 10.0, 10",
        "0751_externalauthid_zerver_user_externalauth_uniq, 11.2, 11",
        "0753_remove_google_blob_emojiset, 11.6, 11",
        "0800_cleanup_case_mismatched_legacy_apns_tokens, 12.0, 12"
    })
    void aReleaseIsTheNewestWithItsLastMigration(String last, String version, int major) {
        ZulipRelease release = releaseOf(last);

        assertThat(release.version()).isEqualTo(version);
        assertThat(release.major()).isEqualTo(major);
    }

    @ParameterizedTest
    @CsvSource({
        "0600_between_nine_and_ten, 10.0-dev+git, 10",
        "0697_after_ten, 11.0-dev+git, 11",
        "0768_realmauditlog_scrubbed, 12.0-dev+git, 12",
        "1234_far_away, 13.0-dev+git, 13"
    })
    void betweenReleasesItIsADevelopmentVersionOfTheNext(String last, String version, int major) {
        assertThat(releaseOf(last).version()).isEqualTo(version);
        assertThat(releaseOf(last).major()).isEqualTo(major);
    }

    @ParameterizedTest
    @CsvSource({"10.0, 10", "11.0-dev+git, 11", "9, 9", "10-beta1, 10"})
    void theMajorNumberStandsBeforeTheFirstDot(String version, int major) {
        assertThat(new ZulipRelease(version).major()).isEqualTo(major);
    }

    @Test
    void aReleaseThatSkippedAMigrationIsToldByWhatIsThere() {
        SortedMap<String, SortedSet<String>> applied = new TreeMap<>();
        applied.put(
                "zerver",
                new TreeSet<>(List.of("0752_remove_stream_is_in_zephyr_realm", "0753_remove_google_blob_emojiset")));

        assertThat(ZulipRelease.of(new Migrations(applied)).version()).isEqualTo("12.0-dev+git");
    }

    @Test
    void migrationsOfAForkWithoutANumberSayNothing() {
        SortedMap<String, SortedSet<String>> applied = new TreeMap<>();
        applied.put("zerver", new TreeSet<>(List.of("0696_rename_no_topic_to_empty_string_topic", "forked_0002_more")));

        assertThat(ZulipRelease.of(new Migrations(applied)).version()).isEqualTo("10.0");
    }

    @Test
    void aDatabaseWithoutMigrationsIsOfNoRelease() {
        assertThat(ZulipRelease.of(new Migrations(new TreeMap<>())).major()).isZero();
    }

    private static ZulipRelease releaseOf(String last) {
        SortedMap<String, SortedSet<String>> applied = new TreeMap<>();
        applied.put("zerver", new TreeSet<>(List.of("0001_initial", last)));
        return ZulipRelease.of(new Migrations(applied));
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.plan;

import org.realmferry.archive.AvatarNames;
import org.realmferry.rules.language.ReleaseMarkers;
import org.realmferry.rules.language.SchemaState;
import org.realmferry.schema.Schema;

/**
 * Which files the archives of a release have, beside the tables of {@code realm.json}.
 *
 * @param analytics {@code analytics.json}
 * @param emoji custom emoji as files
 * @param icons icons and logos
 * @param filesOfUsers files in the exports of single users, too
 * @param allUploads the files of all attachments, not only of those whose rows leave
 * @param resized the version of each avatar
 * @param emojiOriginals an emoji's original beside the picture
 * @param described {@code stats.json} and {@code migration_status.json}, not {@code stats.txt}
 * @param importSource {@code import_source} in {@code realm.json}
 * @param addresses those of users in the records of files
 * @param uploadedOnly pictures that users uploaded, and none that the server made
 * @param avatars how pictures of users are named
 */
public record ArchiveForm(
        boolean analytics,
        boolean emoji,
        boolean icons,
        boolean filesOfUsers,
        boolean allUploads,
        boolean resized,
        boolean emojiOriginals,
        boolean described,
        boolean importSource,
        boolean addresses,
        boolean uploadedOnly,
        AvatarNames.Naming avatars) {
    static ArchiveForm of(Schema database) {
        return new ArchiveForm(
                has(ReleaseMarkers.ANALYTICS, database),
                has(ReleaseMarkers.MORE_TABLES, database),
                has(ReleaseMarkers.ALL_CHANNELS, database),
                has(ReleaseMarkers.SORTED_TABLES, database),
                !has(ReleaseMarkers.SORTED_TABLES, database),
                has(ReleaseMarkers.VERSIONED_AVATARS, database),
                has(ReleaseMarkers.CONSENT_SETTING, database),
                has(ReleaseMarkers.CONSENT_SETTING, database),
                has(ReleaseMarkers.CHANNEL_FOLDERS, database),
                !has(ReleaseMarkers.API_STATE, database),
                has(ReleaseMarkers.NO_PERSONAL_RECIPIENTS, database),
                avatarsOf(database));
    }

    /** How a server of that schema names pictures of users. */
    public static AvatarNames.Naming avatarsOf(Schema database) {
        if (has(ReleaseMarkers.VERSIONED_AVATARS, database)) {
            return AvatarNames.Naming.BY_VERSION;
        }
        return has(ReleaseMarkers.AVATARS_BY_ID, database) ? AvatarNames.Naming.BY_ID : AvatarNames.Naming.BY_ADDRESS;
    }

    private static boolean has(String mark, Schema database) {
        return new SchemaState(mark, true).isOf(database);
    }
}

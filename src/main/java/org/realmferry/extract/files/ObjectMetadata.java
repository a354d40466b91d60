/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.realmferry.archive.FileRecord;
import org.realmferry.archive.FileRecord.Avatar;
import org.realmferry.archive.FileRecord.RealmIcon;
import org.realmferry.archive.FileRecord.Upload;

/**
 * What an object in S3 says of itself, put right by its row: an importer takes no object without a realm and an owner,
 * or with those of others.
 *
 * @param settled the metadata as the record has it
 * @param oddities what was put right
 */
record ObjectMetadata(Map<String, String> settled, List<Oddity> oddities) {
    /**
     * Something for a person to look at.
     *
     * @param kind of the finding
     * @param what the rest of a sentence about the file
     */
    record Oddity(String kind, String what) {}

    static ObjectMetadata of(Map<String, String> object, FileRecord record) {
        Map<String, String> settled = new HashMap<>(object);
        List<String> missing = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        rows(record).forEach((name, right) -> {
            String said = object.get(name);
            if (said == null) {
                missing.add(name);
            } else if (!right.contains(said)) {
                wrong.add(name + " " + said + ", not " + right.get(0));
            }
            if (said == null || !right.contains(said)) {
                settled.put(name, right.get(0));
            }
        });
        object.keySet().stream()
                .filter(name -> !name.equals(FileRecord.spelled(name)))
                .sorted()
                .forEach(name -> {
                    String said = String.valueOf(settled.remove(name));
                    if (!said.equals(object.get(FileRecord.spelled(name)))) {
                        wrong.add(name + " " + said + " beside " + FileRecord.spelled(name));
                    }
                });
        if (record.owner() == null) {
            noOwner(object, record, missing, wrong);
            settled.remove(FileRecord.USER_ID);
        }
        if (!(record instanceof Avatar)) {
            settled.remove(FileRecord.AVATAR_VERSION);
        }
        Set<String> taken = new HashSet<>(settled.keySet());
        taken.retainAll(FileRecord.OWN_FIELDS);
        taken.stream().sorted().forEach(name -> wrong.add("the record's own field " + name));
        settled.keySet().removeAll(taken);
        return new ObjectMetadata(settled, oddities(missing, wrong, record));
    }

    private static List<Oddity> oddities(List<String> missing, List<String> wrong, FileRecord record) {
        List<Oddity> oddities = new ArrayList<>();
        String cure = record.owner() == null && (missing.contains(FileRecord.USER_ID) || !wrong.isEmpty())
                ? "; the record has no user, so an importer uses the realm's owner"
                : "; the record has the values of the row";
        if (!missing.isEmpty()) {
            oddities.add(new Oddity(
                    "missing-metadata", "has no " + String.join(" and no ", missing) + " in its metadata" + cure));
        }
        if (!wrong.isEmpty()) {
            oddities.add(new Oddity("wrong-metadata", "has wrong metadata: " + String.join(", ", wrong) + cure));
        }
        return oddities;
    }

    /** No row names who uploaded an icon; an emoji's row may name nobody. */
    private static void noOwner(
            Map<String, String> object, FileRecord record, List<String> missing, List<String> wrong) {
        String said = object.get(FileRecord.USER_ID);
        if (said == null) {
            missing.add(FileRecord.USER_ID);
        } else if (record instanceof RealmIcon) {
            wrong.add(FileRecord.USER_ID + " " + said + ", who is not an exported user of the realm");
        }
    }

    /** What the rows say; where several values are right, the first is what is taken. */
    private static Map<String, List<String>> rows(FileRecord record) {
        Map<String, List<String>> right = new LinkedHashMap<>();
        String realm = String.valueOf(record.realmId());
        right.put(
                FileRecord.REALM_ID,
                record instanceof Upload upload
                        ? List.of(realm, String.valueOf(upload.ownerRealmId()))
                        : List.of(realm));
        if (record.owner() != null) {
            right.put(FileRecord.USER_ID, List.of(Objects.toString(record.owner())));
        }
        if (record instanceof Avatar avatar && avatar.avatarVersion().isPresent()) {
            right.put(
                    FileRecord.AVATAR_VERSION,
                    List.of(String.valueOf(avatar.avatarVersion().getAsLong())));
        }
        return right;
    }
}

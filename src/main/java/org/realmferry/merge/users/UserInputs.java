/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.users;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.input.ArchiveLocation;
import org.realmferry.input.Fields;
import org.realmferry.input.Input;
import org.realmferry.input.Snapshots;
import org.realmferry.run.Findings;
import org.realmferry.schema.ZulipTables;
import org.realmferry.selection.Realm;

/** Opens the archives of single users: as archives of the realm of which only that user's private data is known. */
public final class UserInputs {
    private final Realm realm;
    private final List<Input> realms;
    private final Path work;
    private final Findings findings;
    private final RealmIndex known;
    private final UserSurvey survey;

    private UserInputs(Realm realm, List<Input> realms, Path work, Findings findings) {
        this.realm = realm;
        this.realms = realms;
        this.work = work;
        this.findings = findings;
        known = new RealmIndex(realms);
        survey = new UserSurvey(known);
    }

    /**
     * Translates archives of single users.
     *
     * @param realms the archives of the realm, which they are added to
     */
    public static List<Input> read(
            List<ArchiveLocation> locations, Realm realm, List<Input> realms, Path work, Findings findings) {
        return locations.isEmpty() ? List.of() : new UserInputs(realm, realms, work, findings).read(locations);
    }

    private List<Input> read(List<ArchiveLocation> locations) {
        Map<ArchiveLocation, Long> users = new HashMap<>();
        for (ArchiveLocation location : locations) {
            Map<String, @Nullable Object> user = survey.addTables(location);
            requireOfRealm(location, user);
            known.addUser(user);
            users.put(location, UserSurvey.number(user, "id"));
        }
        locations.forEach(survey::addMessages);
        Map<String, byte[]> attachments = attachments();
        List<Input> inputs = new ArrayList<>();
        for (ArchiveLocation location : locations) {
            UserTranslation translation = new UserTranslation(
                    location,
                    realm,
                    users.getOrDefault(location, -1L),
                    known,
                    survey,
                    work.resolve("input-" + location.position()));
            inputs.add(translation.run(attachments, findings));
        }
        return inputs;
    }

    private void requireOfRealm(ArchiveLocation location, Map<String, @Nullable Object> user) {
        long id = UserSurvey.number(user, "id");
        boolean sameRealm = UserSurvey.number(user, "realm") == realm.id()
                && location.manifest()
                        .filter(manifest -> manifest.head().realmId().orElse(-1) != realm.id())
                        .isEmpty();
        boolean samePerson = known.user(id)
                .flatMap(RealmIndex.Person::joined)
                .filter(joined -> !Fields.same(joined, user.get("date_joined")))
                .isEmpty();
        if (!sameRealm || !samePerson) {
            throw new Failure(
                    ExitStatus.COMMAND_LINE,
                    location.name() + " is not of the realm " + realm.label() + " of "
                            + realms.get(0).name() + ": its user " + id
                            + (sameRealm ? " joined at another time" : " is of another realm"),
                    "Merge archives of one realm of one server.");
        }
    }

    /** The rows of uploads of which single users' messages tell. */
    private Map<String, byte[]> attachments() {
        Map<String, byte[]> rows = new HashMap<>();
        for (Input input : realms) {
            Snapshots.each(input.rows(), ZulipTables.ATTACHMENTS, lines -> {
                Map<String, @Nullable Object> row = Fields.parse(lines);
                String path = String.valueOf(row.get("path_id"));
                if (!survey.messagesOf(path).isEmpty()) {
                    rows.put(path, Arrays.copyOfRange(lines.data(), lines.start(), lines.end()));
                }
            });
        }
        return rows;
    }
}

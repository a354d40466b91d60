/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.export;

import java.util.List;
import java.util.stream.Stream;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;
import org.realmferry.selection.Realm;
import org.realmferry.selection.SingleUser;
import org.realmferry.source.RealmUsers;
import org.realmferry.source.ServerRealms;
import org.realmferry.source.SnapshotReader;

/** Whether an export can do without the avatar salt. */
final class AvatarSaltCheck {
    private AvatarSaltCheck() {}

    /** Fails with {@code CONFIGURATION} where any of these users has a picture. */
    static void requireNoPictures(SnapshotReader reader, List<Realm> realms, List<SingleUser> users) {
        List<String> withAvatars = Stream.concat(
                        ServerRealms.withAvatars(reader, realms).stream().map(Realm::label),
                        RealmUsers.withAvatars(reader, users).stream().map(SingleUser::label))
                .toList();
        if (!withAvatars.isEmpty()) {
            throw new Failure(
                    ExitStatus.CONFIGURATION,
                    "the avatar salt is missing; the file names of users' pictures depend on it, in: "
                            + String.join(", ", withAvatars),
                    "Give --avatar-salt-file FILE with the server's zulip-secrets.conf, or its value of avatar_salt.");
        }
    }
}

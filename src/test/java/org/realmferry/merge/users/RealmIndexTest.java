/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.merge.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.realmferry.input.Input;
import org.realmferry.sample.SmallInput;

/** What the realm's archives know for those of single users. */
class RealmIndexTest {
    @TempDir
    private Path folder;

    @Test
    void usersAndPlaceholdersAreUsers() throws IOException {
        RealmIndex index = index(SmallInput.in(folder, "a")
                .table("zerver_userprofile", "{'id':1,'full_name':'Ann','date_joined':5.5}")
                .table("zerver_userprofile_mirrordummy", "{'id':2,'full_name':'Bob','date_joined':null}"));

        assertThat(index.user(1)).hasValue(new RealmIndex.Person("Ann", Optional.of(new BigDecimal("5.5"))));
        assertThat(index.user(2)).hasValue(new RealmIndex.Person("Bob", Optional.empty()));
        assertThat(index.user(3)).isEmpty();
        assertThat(index.isUser(2)).isTrue();
    }

    @Test
    void aNameMayBeThatOfSeveral() throws IOException {
        RealmIndex index = index(SmallInput.in(folder, "a")
                .table("zerver_userprofile", "{'id':1,'full_name':'Ann'}", "{'id':3,'full_name':'Ann'}"));

        assertThat(index.named("Ann")).containsExactly(1L, 3L);
        assertThat(index.named("ann")).isEmpty();
    }

    @Test
    void aUserOfSeveralArchivesIsOneWithTheFirstName() throws IOException {
        RealmIndex index = index(
                SmallInput.in(folder, "a").table("zerver_userprofile", "{'id':1,'full_name':'Ann'}"),
                SmallInput.in(folder, "b")
                        .table("zerver_userprofile", "{'id':1,'full_name':'Anna'}", "{'id':2,'full_name':'Ann'}"));

        assertThat(index.user(1)).map(RealmIndex.Person::name).hasValue("Ann");
        assertThat(index.named("Anna")).containsExactly(1L);
        assertThat(index.named("Ann")).containsExactly(1L, 2L);
    }

    @Test
    void aUserThatComesLaterIsKnownByAllItsNames() throws IOException {
        RealmIndex index = index(SmallInput.in(folder, "a"));

        index.addUser(Map.of("id", new BigDecimal(9), "full_name", "Eve"));
        index.addUser(Map.of("id", new BigDecimal(9), "full_name", "Eve"));

        assertThat(index.named("Eve")).containsExactly(9L);
        assertThat(index.isUser(9)).isTrue();
    }

    @Test
    void systemBotsAreAccountsAndNoUsers() throws IOException {
        RealmIndex index = index(SmallInput.in(folder, "a")
                .table("zerver_userprofile_crossrealm", "{'id':4,'email':'welcome-bot@zulip.com','recipient_id':8}")
                .table("zerver_recipient", "{'id':9}"));

        assertThat(index.isAccount(4)).isTrue();
        assertThat(index.isUser(4)).isFalse();
        assertThat(index.isRecipient(8)).isTrue();
        assertThat(index.isRecipient(9)).isTrue();
        assertThat(index.isRecipient(4)).isFalse();
    }

    @Test
    void groupsProgramsAndProfileFieldsAreKnownByTheirIds() throws IOException {
        RealmIndex index = index(SmallInput.in(folder, "a")
                .table("zerver_huddle", "{'id':1,'recipient':11}")
                .table("zerver_client", "{'id':2,'name':'website'}")
                .table("zerver_customprofilefield", "{'id':3}"));

        assertThat(index.isGroup(11)).isTrue();
        assertThat(index.isGroup(1)).isFalse();
        assertThat(index.isClient(2)).isTrue();
        assertThat(index.isClient(3)).isFalse();
        assertThat(index.isProfileField(3)).isTrue();
        assertThat(index.isProfileField(2)).isFalse();
    }

    private static RealmIndex index(SmallInput... inputs) throws IOException {
        List<Input> read = new ArrayList<>();
        for (SmallInput input : inputs) {
            read.add(input.read());
        }
        return new RealmIndex(read);
    }
}

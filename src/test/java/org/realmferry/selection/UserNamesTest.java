/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a list of approvals means by a name, and by which name it calls a user. */
class UserNamesTest {
    private static final RealmUser ANN = user(7, "user7@acme.example", "Ann@Home.example");
    private static final RealmUser BOB = user(8, "ann@home.example", "bob@home.example");

    @Test
    void aUserIsCalledByIdOrEmailInAnyCase() {
        UserNames names = new UserNames(List.of(ANN, BOB));

        assertThat(names.called("7")).containsExactly(ANN);
        assertThat(names.called("BOB@home.example")).containsExactly(BOB);
        assertThat(names.called("USER7@acme.example")).containsExactly(ANN);
        assertThat(names.called("9")).isEmpty();
        assertThat(names.isKnown("eve@home.example")).isFalse();
    }

    @Test
    void theAddressOfDeliveryWinsOverTheOther() {
        assertThat(new UserNames(List.of(ANN, BOB)).called("ann@home.example")).containsExactly(ANN);
    }

    @Test
    void anIdWinsOverAnEmailThatIsANumber() {
        RealmUser number = user(9, "x@acme.example", "7");

        assertThat(new UserNames(List.of(ANN, number)).called("7")).containsExactly(ANN);
        assertThat(new UserNames(List.of(number)).called("7")).containsExactly(number);
    }

    @Test
    void oneAddressMayBeThatOfSeveral() {
        RealmUser twin = user(9, "y@acme.example", "ann@home.example");

        assertThat(new UserNames(List.of(ANN, twin)).called("ann@home.example")).containsExactlyInAnyOrder(ANN, twin);
        assertThat(new UserNames(List.of(ANN, twin)).nameOf(ANN)).isEqualTo("7");
    }

    @Test
    void aUserIsNamedByTheAddressOfDelivery() {
        assertThat(new UserNames(List.of(ANN, BOB)).nameOf(ANN)).isEqualTo("Ann@Home.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd@home.example", "+1@home.example", "-a@b", "@b", "123", "a b@c", "a\tb@c", "", "a\nb"})
    void anAddressThatASpreadsheetWouldTakeForSomethingElseIsReplacedByTheId(String email) {
        RealmUser odd = user(9, "z@acme.example", email);

        assertThat(new UserNames(List.of(odd)).nameOf(odd)).isEqualTo("9");
    }

    @Test
    void numbersThatAreTooLongForAnIdAreNone() {
        assertThat(new UserNames(List.of(ANN)).called("1234567890123456789")).isEmpty();
    }

    private static RealmUser user(long id, String email, String deliveryEmail) {
        return new RealmUser(id, email, deliveryEmail, false, OptionalLong.empty());
    }
}

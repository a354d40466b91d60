/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the realm of an import is called in its run directory, and in reports. */
class ImportChoiceTest {
    @Test
    void theRealmAtTheRootDomainHasAFolderAndAName() {
        assertThat(choice("").folder()).isEqualTo("_root");
        assertThat(choice("").label()).isEqualTo("(root domain)");
    }

    @Test
    void anyOtherIsCalledByItsSubdomain() {
        assertThat(choice("acme").folder()).isEqualTo("acme");
        assertThat(choice("acme").label()).isEqualTo("acme");
    }

    private static ImportChoice choice(String subdomain) {
        return new ImportChoice(subdomain, Optional.empty(), false, false, ImportChoice.Activity.AS_ARCHIVED);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.realmferry.selection.Realm;
import org.realmferry.selection.Scope;

class ExportTest {
    private static final Scope ACME = Scope.full(new Realm(2, "acme", "Acme", false));
    private static final Export.Summary NONE = new Export.Summary(List.of(), List.of(), new TreeMap<>());

    @Test
    void anExportThatEndsWithoutOneOfItsArchivesFails() {
        assertThatThrownBy(() -> Export.requireComplete(NONE, List.of(ACME), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the work ended before these archives were finished: [acme]");
        assertThatCode(() -> Export.requireComplete(NONE, List.of(), List.of())).doesNotThrowAnyException();
    }
}

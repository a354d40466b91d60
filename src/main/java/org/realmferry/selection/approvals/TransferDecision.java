/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.selection.approvals;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What was decided on a user's transfer; only {@link #APPROVED} leaves. */
public enum TransferDecision {
    APPROVED,
    DENIED,
    PENDING;

    /** The word for it in a file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The decision of a word, in any case. */
    static Optional<TransferDecision> of(String word) {
        return Arrays.stream(values())
                .filter(decision -> decision.name().equalsIgnoreCase(word))
                .findFirst();
    }
}

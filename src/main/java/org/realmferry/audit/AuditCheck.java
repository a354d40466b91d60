/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.function.Consumer;
import org.realmferry.audit.rows.AuditedRow;

/** One rule of what may be in an archive. */
interface AuditCheck {
    /** Says of a row why it should not be there, once for each reason. */
    void of(AuditedRow row, Consumer<String> why);
}

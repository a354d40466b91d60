/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit;

import java.util.function.Consumer;

/** One rule of what may be in an archive. */
interface Check {
    /** Says of a row why it should not be there, once for each reason. */
    void of(Row row, Consumer<String> why);
}

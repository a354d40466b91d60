/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** What a field may hold. */
@FunctionalInterface
interface FieldCheck {
    /** Looks at the value on which the parser stands, and leaves the parser on it or at its end. */
    void of(JsonParser value, Row row) throws IOException;
}

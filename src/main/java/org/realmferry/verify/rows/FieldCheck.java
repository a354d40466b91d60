/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.rows;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** What a field may hold. */
@FunctionalInterface
public interface FieldCheck {
    /** Looks at the value on which the parser stands, and leaves the parser on it or at its end. */
    void of(JsonParser value, VerifiedRow row) throws IOException;
}

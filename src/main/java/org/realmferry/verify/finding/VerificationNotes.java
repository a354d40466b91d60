/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.finding;

import java.util.List;
import java.util.Map;

/** What goes on with a verification in its journal, for who does more with the same archives. Any thread may add some. */
public interface VerificationNotes {
    /** What an interrupted verification of the same archives noted. */
    List<Map<String, String>> past();

    /** Adds one; where there is no journal, it is forgotten. */
    void add(Map<String, String> note);
}

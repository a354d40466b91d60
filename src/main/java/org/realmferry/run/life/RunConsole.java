/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run.life;

import java.util.List;
import java.util.Map;
import org.realmferry.Failure;

/** Where a run shows what happens to it: only the command line prints. */
public interface RunConsole {
    /**
     * A pause after a failure.
     *
     * @param type the kind of pause, for programs
     * @param number how many attempts in a row have failed
     * @param values what else a program reads
     * @param problems what happened
     * @param next what the run does about it, for people
     */
    record Pause(String type, int number, Map<String, Object> values, List<String> problems, String next) {
        public Pause {
            values = Map.copyOf(values);
            problems = List.copyOf(problems);
        }
    }

    /** Shows that the run pauses. */
    void pauses(Pause pause);

    /** Shows why the run ended, where its command gets no more chance to do so. */
    void failed(Failure failure);
}

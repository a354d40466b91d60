/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.output;

import java.util.Map;
import java.util.TreeMap;
import org.realmferry.Failure;
import org.realmferry.run.life.RunConsole;

/** Prints what happens to a run: for programs a JSON object a line. */
public record RunMessages(Console console, boolean json) implements RunConsole {
    @Override
    public void pauses(Pause pause) {
        if (json) {
            Map<String, Object> values = new TreeMap<>(pause.values());
            values.put("problems", pause.problems());
            console.out().println(JsonLine.of(pause.type(), values));
            console.out().flush();
        } else {
            pause.problems().forEach(problem -> console.err().println("realmferry: " + Console.printable(problem)));
            console.err().println(pause.next());
            console.err().flush();
        }
    }

    @Override
    public void failed(Failure failure) {
        console.fail(failure, json);
    }
}

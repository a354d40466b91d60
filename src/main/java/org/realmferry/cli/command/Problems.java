/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.realmferry.ExitStatus;
import org.realmferry.Failure;

/** Everything that is wrong with a command line, to be told at once. */
public final class Problems {
    private final List<Failure> failures = new ArrayList<>();

    public void add(String problem, String remedy) {
        failures.add(new Failure(ExitStatus.COMMAND_LINE, problem, remedy));
    }

    public void add(Failure failure) {
        failures.add(failure);
    }

    public boolean isEmpty() {
        return failures.isEmpty();
    }

    /** The value, or nothing and one more problem. */
    public <T> Optional<T> unless(Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (Failure e) {
            failures.add(e);
            return Optional.empty();
        }
    }

    /** Goes on after a check that fails, with one more problem. */
    public void check(Runnable check) {
        try {
            check.run();
        } catch (Failure e) {
            failures.add(e);
        }
    }

    /** Fails with all problems; several kinds of problem together are a wrong command line. */
    public void failIfAny() {
        if (failures.isEmpty()) {
            return;
        }
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        Set<ExitStatus> statuses = new LinkedHashSet<>();
        Set<String> remedies = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        for (Failure failure : failures) {
            statuses.add(failure.status());
            remedies.add(failure.remedy());
            problems.addAll(failure.problems());
        }
        ExitStatus status = statuses.size() == 1 ? failures.get(0).status() : ExitStatus.COMMAND_LINE;
        throw new Failure(status, problems, String.join("\n", remedies), failures.get(0));
    }
}

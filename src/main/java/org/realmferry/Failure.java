/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which realmferry gives up: what happened, to which things, and what to do next.
 *
 * <p>All problems of one kind that are known are told at once. No text of a failure holds a secret.
 */
public final class Failure extends RuntimeException {
    private final ExitStatus status;
    private final transient List<String> problems;
    private final String remedy;
    private final boolean passing;

    public Failure(ExitStatus status, List<String> problems, String remedy, @Nullable Throwable cause) {
        this(status, problems, remedy, cause, false);
    }

    private Failure(
            ExitStatus status, List<String> problems, String remedy, @Nullable Throwable cause, boolean passing) {
        super(String.join("; ", problems), cause);
        this.status = status;
        this.problems = List.copyOf(problems);
        this.remedy = remedy;
        this.passing = passing;
    }

    public Failure(ExitStatus status, String problem, String remedy) {
        this(status, List.of(problem), remedy, null);
    }

    public Failure(ExitStatus status, String problem, String remedy, Throwable cause) {
        this(status, List.of(problem), remedy, cause);
    }

    /** The same failure, of which may be hoped that it passes by itself: a connection was lost, a server restarts. */
    public Failure thatMayPass() {
        return new Failure(status, problems, remedy, getCause(), true);
    }

    /** The same failure with another exit status: who connects knows whether it is to a source or to a target. */
    public Failure withStatus(ExitStatus other) {
        return new Failure(other, problems, remedy, getCause(), passing);
    }

    /** The same failure in other words: what a text is about has another name for its reader. */
    public Failure inWords(UnaryOperator<String> ofProblems, UnaryOperator<String> ofRemedy) {
        return new Failure(
                status, problems.stream().map(ofProblems).toList(), ofRemedy.apply(remedy), getCause(), passing);
    }

    /** Whether the same again may go well later, without anybody doing anything. */
    public boolean mayPass() {
        return passing;
    }

    public ExitStatus status() {
        return status;
    }

    /** One sentence or more, each about one thing. */
    public List<String> problems() {
        return problems;
    }

    /** What the reader can do about it. */
    public String remedy() {
        return remedy;
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.realmferry.verify.finding.FindingSink;
import org.realmferry.verify.finding.VerifyFinding;

/** Takes the findings of a verification, and gives each as a line: kind, file, table, id and message. */
public final class FoundThings {
    private final List<VerifyFinding> findings = new CopyOnWriteArrayList<>();
    private final FindingSink sink = new FindingSink("acme", findings::add);

    public FindingSink sink() {
        return sink;
    }

    public void add(VerifyFinding finding) {
        findings.add(finding);
    }

    /** The messages, in the order in which they were found. */
    public List<String> messages() {
        return findings.stream().map(VerifyFinding::message).toList();
    }

    public List<VerifyFinding> all() {
        return List.copyOf(findings);
    }

    /** A line for each: {@code KIND file table id: message}, without what is empty. */
    public List<String> lines() {
        return findings.stream()
                .map(found -> String.join(" ", found.kind().name(), found.file(), found.table(), found.id())
                                .replaceAll(" +", " ")
                                .strip()
                        + ": " + found.message())
                .toList();
    }
}

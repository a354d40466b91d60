/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.realmferry.archive.JsonBytes;
import org.realmferry.archive.disk.AtomicFile;
import org.realmferry.archive.disk.Written;

/** The findings of a run, from all of its workers. */
public final class Findings {
    private final List<Finding> findings = new ArrayList<>();
    private final RunLog log;

    public Findings() {
        this(RunLog.none());
    }

    /** Findings that are logged as they are found. */
    public Findings(RunLog log) {
        this.log = log;
    }

    public synchronized void add(Finding finding) {
        findings.add(finding);
        log.warning(finding.realm(), "finding: " + finding.kind() + ": " + finding.place() + ": " + finding.message());
    }

    /** All findings in an order that doesn't depend on the workers. */
    public synchronized List<Finding> sorted() {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::realm)
                        .thenComparing(Finding::kind)
                        .thenComparing(Finding::place)
                        .thenComparing(Finding::message))
                .toList();
    }

    public synchronized long count(String realm) {
        return findings.stream().filter(f -> f.realm().equals(realm)).count();
    }

    /** Writes {@code findings.jsonl}: a JSON object on each line. */
    public Written writeTo(Path path) {
        JsonBytes json = new JsonBytes();
        for (Finding finding : sorted()) {
            json.raw("{\"kind\": ");
            json.string(finding.kind());
            json.raw(", \"realm\": ");
            json.string(finding.realm());
            json.raw(", \"place\": ");
            json.string(finding.place());
            json.raw(", \"message\": ");
            json.string(finding.message());
            json.raw("}\n");
        }
        try (AtomicFile file = AtomicFile.create(path)) {
            file.write(json.data(), 0, json.size());
            return file.commit();
        }
    }
}

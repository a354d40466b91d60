/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.cli.options;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.realmferry.cli.command.Problems;
import org.realmferry.cli.server.FileOptions;
import org.realmferry.postgres.WorkMemory;
import picocli.CommandLine.Option;

/** The option that says how much of the database server's memory a run may take. */
public final class MemoryOptions {
    /** How it is worked off, and nothing that decides what leaves. */
    public static final String NAME = "--work-mem";

    @Option(
            names = NAME,
            paramLabel = "SIZE",
            description = "Memory limit of the database server for sorts and hashes, for all connections. Default: 1G")
    private @Nullable String size;

    public WorkMemory memory(int jobs, Problems problems) {
        WorkMemory usual = WorkMemory.usual(jobs);
        if (size == null) {
            return usual;
        }
        OptionalLong bytes = FileOptions.bytes(size);
        if (bytes.isEmpty() || bytes.getAsLong() < WorkMemory.LEAST) {
            problems.add(
                    NAME + " " + size + " is not a size of at least 64K",
                    "Give a number with K, M or G: 256M. It is divided among the connections.");
            return usual;
        }
        return new WorkMemory(bytes.getAsLong(), jobs);
    }
}

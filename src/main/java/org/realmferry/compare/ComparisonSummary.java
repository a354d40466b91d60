/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.compare;

import java.util.List;

/**
 * How one archive compares with its server.
 *
 * @param tables in order of their names
 * @param resumedFiles files of messages that an interrupted comparison had found equal, and that still are
 */
public record ComparisonSummary(String archive, List<TableCount> tables, long resumedFiles) {
    public ComparisonSummary {
        tables = List.copyOf(tables);
    }
}

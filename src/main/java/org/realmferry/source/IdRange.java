/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.List;

/** A range of messages, as a file's: all exported ones from the first id to the last. */
public record IdRange(long first, long last) {
    /** From the first message of some files to the last, given in order. */
    public static IdRange over(List<IdRange> files) {
        return new IdRange(files.get(0).first(), files.get(files.size() - 1).last());
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.source;

import java.util.List;

/** A range of ids, both ends included: a file's messages, or ids that a sequence gave. */
public record IdRange(long first, long last) {
    /** From the first message of some files to the last, given in order. */
    public static IdRange over(List<IdRange> files) {
        return new IdRange(files.get(0).first(), files.get(files.size() - 1).last());
    }
}

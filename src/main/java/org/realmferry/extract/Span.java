/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

import java.util.List;

/** A range of messages, as a file's: all exported ones from the first id to the last. */
record Span(long first, long last) {
    /** From the first message of some files to the last, given in order. */
    static Span over(List<Span> files) {
        return new Span(files.get(0).first(), files.get(files.size() - 1).last());
    }
}

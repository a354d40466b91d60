/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.text;

import java.util.List;

/** The attachments that Zulip's importer knows of a message: those whose row lists it. */
@FunctionalInterface
public interface AttachmentPaths {
    /** The old and the new {@code path_id} of an attachment. */
    record PathPair(String old, String other) {}

    /** Those of a message, by its old id; none where no attachment lists it. */
    List<PathPair> of(long oldMessage);

    /** Those of a scheduled message, by its old id. */
    default List<PathPair> ofScheduled(long oldScheduledMessage) {
        return List.of();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.bundle;

import java.util.List;
import org.realmferry.selection.Mode;
import org.realmferry.selection.Realm;

/**
 * What a bundle is.
 *
 * @param zulipVersion of all servers; {@code unknown} where no archive says it
 * @param servers how many there are, as far as can be told
 * @param archives in the order of the inputs
 * @param leftOut paths that stand for nothing that a bundle can hold
 */
public record BundleSummary(
        String zulipVersion, int servers, List<Archive> archives, List<String> leftOut, double seconds) {
    public BundleSummary {
        archives = List.copyOf(archives);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * One archive.
     *
     * @param input its path as it was given
     * @param folder its folder in the bundle
     * @param realm with its id in the bundle
     * @param renumbered how many rows have another id than on their server
     * @param manifest whether the input has one
     */
    public record Archive(
            String input,
            String folder,
            Realm realm,
            Mode mode,
            long messages,
            long userMessages,
            long otherRows,
            long files,
            long renumbered,
            boolean manifest) {}
}

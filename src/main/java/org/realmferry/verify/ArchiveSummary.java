/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify;

/**
 * What was looked at in one archive, and how much of it is wrong.
 *
 * @param manifest whether there is one: without it no checksum is known
 * @param files how many, of all kinds
 */
public record ArchiveSummary(
        String archive,
        boolean manifest,
        long messages,
        long userMessages,
        long otherRows,
        long files,
        long bytes,
        double seconds,
        long findings) {}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.verify.finding;

/**
 * Something that is wrong with an archive.
 *
 * @param archive the folder's name
 * @param file the path in the archive; of a run, in the run directory
 * @param table empty where it is not about rows
 * @param id the row's id, or {@code row N} where it has none; empty where it is not about one row
 * @param message what is wrong
 */
public record VerifyFinding(FindingKind kind, String archive, String file, String table, String id, String message) {}

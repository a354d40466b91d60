/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.audit.scope;

/**
 * Something in an archive that should not be there.
 *
 * @param table where it is: a table, a file of records, or the archive itself
 * @param id of the row, or the path of a file
 * @param why half a sentence with names of fields and ids, never with a private value
 */
public record Exposure(String table, String id, String why) {}

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Several archives of one realm become one: rows by their keys, disagreements by the rules of {@code rules}, files by
 * their paths. Rows are copied as bytes; only what differs is parsed.
 */
@NullMarked
package org.realmferry.merge;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The words in which a rule is written: what becomes of a table and of its columns, which sets of ids rows belong to, and what a
 * database must have for it.
 */
@NullMarked
package org.realmferry.rules.language;

import org.jspecify.annotations.NullMarked;

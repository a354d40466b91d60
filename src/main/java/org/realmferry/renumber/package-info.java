/* SPDX-License-Identifier: Apache-2.0 */
/**
 * New ids for rows: the ids of an archive, how they are numbered, and the maps from old to new. Its sub-packages apply the
 * maps, {@code text} to texts and {@code fields} to the fields of rows.
 */
@NullMarked
package org.realmferry.renumber;

import org.jspecify.annotations.NullMarked;

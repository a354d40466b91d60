/* SPDX-License-Identifier: Apache-2.0 */
/**
 * New ids for rows, and everything that applies them: the map from old to new ids, and the mappers of fields, rows, texts, links
 * and JSON values that hold ids. Bundles use it; whatever else gives rows other ids uses it, too.
 */
@NullMarked
package org.realmferry.renumber;

import org.jspecify.annotations.NullMarked;

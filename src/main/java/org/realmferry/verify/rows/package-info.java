/* SPDX-License-Identifier: Apache-2.0 */
/** Checks of an archive's rows: ids, references, types and values, in one reading of each file. */
@NullMarked
package org.realmferry.verify.rows;

import org.jspecify.annotations.NullMarked;

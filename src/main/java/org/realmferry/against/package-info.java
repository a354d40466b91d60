/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Whether an archive holds what its server has: each file of rows is read beside what an export would write now, row by
 * row. What a row looks like is known to the export alone. It writes nothing, neither there nor here.
 */
@NullMarked
package org.realmferry.against;

import org.jspecify.annotations.NullMarked;

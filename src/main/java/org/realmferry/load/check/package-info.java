/* SPDX-License-Identifier: Apache-2.0 */
/** What must hold before an import writes its first row: of the target, of the names asked for, and of the archive's rows. */
@NullMarked
package org.realmferry.load.check;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** How an audit reads an archive: readers of its own, so that a fault of the export can't hide in a reader that both share. */
@NullMarked
package org.realmferry.audit.rows;

import org.jspecify.annotations.NullMarked;

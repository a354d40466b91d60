/* SPDX-License-Identifier: Apache-2.0 */
/** The tables of a whole server that say who belongs to which conversation, in one file, as docs/format.md specifies it. */
@NullMarked
package org.realmferry.backup;

import org.jspecify.annotations.NullMarked;

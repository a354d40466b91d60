/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The export format on disk, as docs/format.md specifies it: every file name, rows, records of files, the manifest. A
 * file is there whole or not at all.
 */
@NullMarked
package org.realmferry.archive;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Compares an archive with its server: each file of rows is read beside the rows that an export would write now. Only the
 * export's own rules decide what a row looks like. Nothing is written, neither to the server nor to the archive.
 */
@NullMarked
package org.realmferry.compare;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Whether an archive is whole and what an importer takes, told from its files alone: each is read once for its bytes,
 * checksum and rows, and the rows' references are followed. It writes nothing into the archive.
 */
@NullMarked
package org.realmferry.verify;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Whole archives in one file, as docs/format.md specifies it: tar, compressed; written by many workers at once, and read
 * from whoever made it.
 */
@NullMarked
package org.realmferry.pack;

import org.jspecify.annotations.NullMarked;

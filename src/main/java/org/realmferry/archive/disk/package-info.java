/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Files and folders that only their owner can read: written whole or not at all, sorted on the disk where memory would not hold
 * them, and listed without following links.
 */
@NullMarked
package org.realmferry.archive.disk;

import org.jspecify.annotations.NullMarked;

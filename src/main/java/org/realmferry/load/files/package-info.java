/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The files of an archive on their way into a server's file store: which path each gets there, in which sizes pictures are
 * needed, what was copied before. No database is asked: who knows the new ids gives them.
 */
@NullMarked
package org.realmferry.load.files;

import org.jspecify.annotations.NullMarked;

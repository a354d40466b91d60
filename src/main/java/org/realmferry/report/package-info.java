/* SPDX-License-Identifier: Apache-2.0 */
/** A run as a page to look at: one file, without scripts, that loads nothing. What it shows of a database is only text. */
@NullMarked
package org.realmferry.report;

import org.jspecify.annotations.NullMarked;

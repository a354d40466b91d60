/* SPDX-License-Identifier: Apache-2.0 */
/** What a person, or a program, reads of a command: the console, tables, JSON lines, progress. */
@NullMarked
package org.realmferry.cli.output;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What all commands are made of: groups, how what is wrong with a command line is collected and said, the log of a command.
 */
@NullMarked
package org.realmferry.cli.command;

import org.jspecify.annotations.NullMarked;

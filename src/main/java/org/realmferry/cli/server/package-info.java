/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Options that say where a Zulip server's database and files are.
 */
@NullMarked
package org.realmferry.cli.server;

import org.jspecify.annotations.NullMarked;

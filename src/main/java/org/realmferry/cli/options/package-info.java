/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Options that several commands share, and how they are checked.
 */
@NullMarked
package org.realmferry.cli.options;

import org.jspecify.annotations.NullMarked;

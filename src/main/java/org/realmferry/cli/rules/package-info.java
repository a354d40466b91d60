/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry rules}. */
@NullMarked
package org.realmferry.cli.rules;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry status} and {@code realmferry runs}. */
@NullMarked
package org.realmferry.cli.runs;

import org.jspecify.annotations.NullMarked;

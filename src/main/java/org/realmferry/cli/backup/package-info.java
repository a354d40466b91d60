/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry backup}. */
@NullMarked
package org.realmferry.cli.backup;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry merge}, with and without {@code --bundle}. */
@NullMarked
package org.realmferry.cli.merge;

import org.jspecify.annotations.NullMarked;

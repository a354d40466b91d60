/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry import}: archives into another server. */
@NullMarked
package org.realmferry.cli.imports;

import org.jspecify.annotations.NullMarked;

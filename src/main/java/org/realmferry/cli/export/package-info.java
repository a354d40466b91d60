/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry export}, {@code refresh} and {@code files}: commands that read a server. */
@NullMarked
package org.realmferry.cli.export;

import org.jspecify.annotations.NullMarked;

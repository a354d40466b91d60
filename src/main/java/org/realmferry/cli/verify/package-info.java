/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry verify} and {@code realmferry audit}: commands that judge archives. */
@NullMarked
package org.realmferry.cli.verify;

import org.jspecify.annotations.NullMarked;

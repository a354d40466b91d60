/* SPDX-License-Identifier: Apache-2.0 */
/** {@code realmferry approvals}. */
@NullMarked
package org.realmferry.cli.approvals;

import org.jspecify.annotations.NullMarked;

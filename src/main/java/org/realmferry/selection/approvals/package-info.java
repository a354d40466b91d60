/* SPDX-License-Identifier: Apache-2.0 */
/** The approved-transfer list: how it is read, and whose transfer it approves. */
@NullMarked
package org.realmferry.selection.approvals;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Archives of single users as archives of their realm. */
@NullMarked
package org.realmferry.merge.users;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Archives of several realms, also of different servers, side by side: no two rows have one id. Where two servers' ids
 * collide, one side gets others, in its rows and in all that names them.
 */
@NullMarked
package org.realmferry.bundle;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Which realms leave a server. */
@NullMarked
package org.realmferry.selection;

import org.jspecify.annotations.NullMarked;

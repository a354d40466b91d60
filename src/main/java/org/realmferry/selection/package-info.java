/* SPDX-License-Identifier: Apache-2.0 */
/** Which realms and which single users leave a server, and which users of a realm: the approved-transfer list. */
@NullMarked
package org.realmferry.selection;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** Which realms leave a server, and which of their users: the approved-transfer list. */
@NullMarked
package org.realmferry.selection;

import org.jspecify.annotations.NullMarked;

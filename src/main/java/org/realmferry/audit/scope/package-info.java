/* SPDX-License-Identifier: Apache-2.0 */
/** Who and what an archive may hold by its own claims: its people, their approval, and what they could read. */
@NullMarked
package org.realmferry.audit.scope;

import org.jspecify.annotations.NullMarked;

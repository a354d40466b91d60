/* SPDX-License-Identifier: Apache-2.0 */
/** Export: fills archives from a plan, all realms of a run at once, from one snapshot of the database. */
@NullMarked
package org.realmferry.extract;

import org.jspecify.annotations.NullMarked;

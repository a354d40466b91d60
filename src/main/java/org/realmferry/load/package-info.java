/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Import: writes archives of realms into a database, with new ids. Rows go from an archive's bytes to COPY's bytes; each unit
 * of work is one transaction, and the ids that it gives tell whether it happened.
 */
@NullMarked
package org.realmferry.load;

import org.jspecify.annotations.NullMarked;

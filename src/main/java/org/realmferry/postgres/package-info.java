/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The only place that talks to PostgreSQL: addresses, connections, the catalog, one shared snapshot, sessions that
 * write, COPY.
 */
@NullMarked
package org.realmferry.postgres;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What every command needs of a database: its schema, readers that share one snapshot, rows as PostgreSQL sends them and as
 * archives hold them, its realms and their users; and the target that an import writes to. {@code postgres} implements
 * both. Nothing is ever written through a {@code Source}.
 */
@NullMarked
package org.realmferry.source;

import org.jspecify.annotations.NullMarked;

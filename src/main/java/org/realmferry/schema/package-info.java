/* SPDX-License-Identifier: Apache-2.0 */
/** What a database holds: its tables, columns, types and keys, and which Zulip release they belong to. */
@NullMarked
package org.realmferry.schema;

import org.jspecify.annotations.NullMarked;

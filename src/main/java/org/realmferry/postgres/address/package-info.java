/* SPDX-License-Identifier: Apache-2.0 */
/** Where a database is and how to log in: URIs, libpq's variables, service and password files. */
@NullMarked
package org.realmferry.postgres.address;

import org.jspecify.annotations.NullMarked;

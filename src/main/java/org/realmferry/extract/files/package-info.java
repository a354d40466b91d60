/* SPDX-License-Identifier: Apache-2.0 */
/** The files of users and realms: the inventory by the rows that name them, and their copies. */
@NullMarked
package org.realmferry.extract.files;

import org.jspecify.annotations.NullMarked;

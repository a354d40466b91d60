/* SPDX-License-Identifier: Apache-2.0 */
/** What an export has to read: rules and schema put together into queries and the fields that their rows become. */
@NullMarked
package org.realmferry.plan;

import org.jspecify.annotations.NullMarked;

/* SPDX-License-Identifier: Apache-2.0 */
/** What a Zulip server's own configuration says of where its data is. */
@NullMarked
package org.realmferry.config;

import org.jspecify.annotations.NullMarked;

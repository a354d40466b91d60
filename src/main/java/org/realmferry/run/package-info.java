/* SPDX-License-Identifier: Apache-2.0 */
/** What one invocation leaves in its directory: lock, journal, status, findings, log. */
@NullMarked
package org.realmferry.run;

import org.jspecify.annotations.NullMarked;

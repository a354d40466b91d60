/* SPDX-License-Identifier: Apache-2.0 */
/** What every package may use: how a run can fail and what the process then answers, secrets, checksums. */
@NullMarked
package org.realmferry;

import org.jspecify.annotations.NullMarked;

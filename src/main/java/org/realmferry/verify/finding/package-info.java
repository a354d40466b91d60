/* SPDX-License-Identifier: Apache-2.0 */
/** What a verification finds, and where its findings go. */
@NullMarked
package org.realmferry.verify.finding;

import org.jspecify.annotations.NullMarked;

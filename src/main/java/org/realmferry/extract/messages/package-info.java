/* SPDX-License-Identifier: Apache-2.0 */
/** Which messages of a realm leave, and the message files that hold them. */
@NullMarked
package org.realmferry.extract.messages;

import org.jspecify.annotations.NullMarked;

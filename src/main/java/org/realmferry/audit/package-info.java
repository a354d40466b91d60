/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The proof, from an archive alone and by other code than the export's, that it holds nothing but what is public, an
 * approved person's, or was seen by one. It knows Zulip's rules for who may see what, and believes no file.
 */
@NullMarked
package org.realmferry.audit;

import org.jspecify.annotations.NullMarked;

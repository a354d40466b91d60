/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Encryption to public keys, in the format of the program age (age-encryption.org/v1, specified by C2SP): recipients,
 * identities, and streams in constant memory.
 */
@NullMarked
package org.realmferry.age;

import org.jspecify.annotations.NullMarked;

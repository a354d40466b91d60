/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.renumber.fields;

import java.util.Optional;
import org.realmferry.rules.language.Naming;

/** How the fields are written that name rows without being foreign keys. */
@FunctionalInterface
interface Namings {
    /** The mapper of a field of a list of rows; empty where it stays as it is. */
    Optional<FieldMapper> of(String output, Naming naming);
}

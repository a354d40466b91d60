/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.schema;

import java.util.Optional;

/**
 * One column of a table.
 *
 * @param type PostgreSQL's name of the type, without a length: {@code integer}, {@code varchar}, {@code timestamptz}
 * @param declaration the type as it is declared, with a length where it has one: {@code varchar(40)}
 * @param key whether the column alone is the primary key
 * @param references the table that a foreign key on this column names
 */
public record Column(
        String name, String type, String declaration, boolean nullable, boolean key, Optional<String> references) {}

/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.run;

/**
 * Something that a person should look at, and that doesn't stop a run.
 *
 * @param kind one word or two with dashes, for programs: {@code missing-file}
 * @param realm the realm's folder in the run; empty where it is of no realm
 * @param place the table and key, or the path
 * @param message what is there, and what was done
 */
public record Finding(String kind, String realm, String place, String message) {}

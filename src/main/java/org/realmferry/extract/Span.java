/* SPDX-License-Identifier: Apache-2.0 */
package org.realmferry.extract;

/** The messages of one file: all exported ones from the first id to the last. */
record Span(long first, long last) {}

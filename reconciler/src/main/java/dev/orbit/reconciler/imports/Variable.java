// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

/**
 * An environment variable that the agents need.
 *
 * @param name the document has it
 * @param holds what to put into it, and where that is now; never the value
 */
public record Variable(String name, String holds) {}

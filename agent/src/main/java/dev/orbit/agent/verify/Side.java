// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

/** One of the two clusters. */
enum Side {
    SOURCE,
    DESTINATION;

    Side other() {
        return this == SOURCE ? DESTINATION : SOURCE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

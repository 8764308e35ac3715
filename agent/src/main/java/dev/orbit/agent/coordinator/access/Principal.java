// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

/** As whom Orbit comes to a source. */
public enum Principal {
    READER("source_cluster_credentials", "Orbit's principal"),
    PROXY("auto_migration_source_cluster_credentials", "the proxy's principal");

    private final String field;
    private final String words;

    Principal(String field, String words) {
        this.field = field;
        this.words = words;
    }

    /** Where a link document names its credentials. */
    public String field() {
        return field;
    }

    /** What a message calls it. */
    String words() {
        return words;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.Map;

/**
 * What is replicated from one cluster to another, whatever the form of the file.
 *
 * @param source alias of the source cluster
 * @param target alias of the target cluster
 * @param enabled whether the other tool replicates it
 * @param settings what is in effect, by MirrorMaker 2's key in the configuration of its connectors: {@code topics},
 *     {@code source.cluster.bootstrap.servers}
 */
record Flow(String source, String target, boolean enabled, Map<String, Setting> settings) {

    Flow {
        settings = Map.copyOf(settings);
    }

    @Override
    public String toString() {
        return source + " -> " + target;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.Set;

/** Where a setting of a cluster is in the configuration of MirrorMaker 2's connectors. */
final class Clusters {

    private static final Set<String> OF_ALL_CLUSTERS = Set.of("bootstrap.servers", "security.protocol");

    private Clusters() {}

    /**
     * The key in a connector's configuration.
     *
     * @param side {@code source} or {@code target}
     */
    static String key(String side, String clusterKey) {
        boolean ofClient = clusterKey.matches("(consumer|producer|admin)\\..*");
        return side + (ofClient ? "." : ".cluster.") + clusterKey;
    }

    /** Whether a setting that names no cluster is one of every cluster. */
    static boolean isOfAll(String key) {
        return OF_ALL_CLUSTERS.contains(key) || key.startsWith("ssl.") || key.startsWith("sasl.");
    }
}

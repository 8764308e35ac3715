// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.destination;

import java.util.Map;
import java.util.Optional;

/** The destination cluster's own settings, as the coordinator uses them. */
public interface ClusterSettings {

    /** What is set for all brokers while they run. */
    Map<String, String> clusterWide();

    /** What this agent has of a setting that is read at its start. */
    Optional<String> atStart(String name);

    /** Sets one for all brokers. Blocks; empty when it was done, else what stood against it. */
    Optional<String> set(String name, String value) throws Exception;
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench;

/** How brokers and agents are run here. */
public final class BrokerJvm {

    private static final String[] FLAGS = {
        "-Xms1g",
        "-Xmx1g",
        "-XX:+UseG1GC",
        "-XX:MaxGCPauseMillis=20",
        "-XX:InitiatingHeapOccupancyPercent=35",
        "-XX:+ExplicitGCInvokesConcurrent",
        "-XX:MaxInlineLevel=15"
    };

    private BrokerJvm() {}

    /** As Kafka's own start scripts run a broker, but for the GC log. */
    public static String[] flags() {
        return FLAGS.clone();
    }
}

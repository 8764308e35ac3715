// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.metadata;

/**
 * Hears how the connection to a source fares. Called when that changes, from several threads but one at a time; must
 * not block.
 */
public interface SourceListener {

    /** The source answers. */
    void reached();

    /**
     * The source, or a broker of it that is needed, does not answer; Orbit keeps trying.
     *
     * @param cause sentences that name each broker and what it failed with
     * @param remedy what to check
     */
    void unreachable(String cause, String remedy);

    /** A connection to a broker was lost, or could not be made; each time. */
    default void connectionFailed() {}

    /**
     * What answers is another cluster than the link is pinned to. Nothing is read from it or written to it.
     *
     * @param expected cluster id
     * @param actual cluster id
     */
    default void wrongCluster(String expected, String actual) {
        unreachable(
                "Cluster " + actual + " answers, but the link is pinned to cluster " + expected + ".",
                "Point source_bootstrap_brokers at cluster " + expected + ", or replace the link.");
    }
}

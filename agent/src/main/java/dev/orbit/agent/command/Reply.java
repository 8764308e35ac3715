// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.command;

import org.jspecify.annotations.Nullable;

/** What the coordinator answers. */
public final class Reply {

    private Reply() {}

    /** To a registration, which counts for the agent once it has read it in the state. */
    public record Registered() {}

    /**
     * To a heartbeat.
     *
     * @param registered false: the lease is not renewed; register first
     * @param leaseMs how long the lease lasts, counted from that long before the sending of the heartbeat
     * @param sinceLedMs how long ago it was certain that nobody else was the coordinator; null: that is not known, and neither
     *     a lease nor knowledge follows from this answer
     * @param epoch of the coordinator; a new one knows no reports yet
     * @param stateOffset end of the state: whoever has read so far knows everything that acted by then
     */
    public record Heartbeat(
            boolean registered, long leaseMs, @Nullable Long sinceLedMs, int epoch, long stateOffset) {}

    /** To a call of the HTTP API. */
    public record Api(int status, String body) {}
}

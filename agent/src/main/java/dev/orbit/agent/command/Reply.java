// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.command;

/** What the coordinator answers. */
public final class Reply {

    private Reply() {}

    /**
     * To a registration.
     *
     * @param stateOffset once the agent has read so far, it is registered
     */
    public record Registered(long stateOffset) {}

    /**
     * To a heartbeat.
     *
     * @param registered false: the lease is not renewed; register first
     * @param leaseMs how long the lease lasts, counted from the sending of the heartbeat
     * @param epoch of the coordinator; a new one knows no reports yet
     * @param stateOffset end of the state: whoever has read so far knows everything that acted before this answer
     */
    public record Heartbeat(boolean registered, long leaseMs, int epoch, long stateOffset) {}

    /** To a call of the HTTP API. */
    public record Api(int status, String body) {}
}

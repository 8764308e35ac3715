// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.Locale;

/** Something that breaks, and is whole again after a while. */
public sealed interface Fault extends Action {

    /** A process of the estate. */
    enum Member {
        /** The source's controller too. */
        BROKER_1,
        BROKER_2,
        AGENT;

        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** How a process ceases to work. */
    enum Halting {
        /** SIGKILL. */
        KILL,
        /** SIGTERM. */
        STOP,
        /** SIGSTOP, and SIGCONT after a while. */
        SUSPEND
    }

    /** A process ceases to work for some time, and for as long as its start takes. */
    record Halt(Member member, Halting how, int ms) implements Fault {
        @Override
        public String words() {
            return how.name().toLowerCase(Locale.ROOT) + " " + member.words() + " for " + ms + " ms";
        }
    }

    /** What may happen to the connections between the agent and a source broker. */
    enum Disturbance {
        /** All are closed, and new ones are too. */
        CUT,
        /** Nothing goes through, either way. */
        STALL,
        /** Little goes through: {@link #THROTTLED_BYTES_PER_SECOND}. */
        THROTTLE;

        /** Each way, over all connections to the broker. */
        public static final int THROTTLED_BYTES_PER_SECOND = 60_000;
    }

    /**
     * The network between the agent and a source broker fails for some time.
     *
     * @param node id of the broker, from 1
     */
    record Disturb(int node, Disturbance how, int ms) implements Fault {
        @Override
        public String words() {
            return how.name().toLowerCase(Locale.ROOT) + " connections to broker " + node + " for " + ms + " ms";
        }
    }
}

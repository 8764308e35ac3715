// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import dev.orbit.agent.clock.Moment;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.StateImage;

/**
 * The right to speak for the source. Counted from the sending of the heartbeat that renewed it, until one of
 * this machine's clocks says that it is over: it has always run out here when the coordinator takes it to have run out, also
 * where the machine slept meanwhile. Immutable.
 *
 * @param incarnation the registration it was granted to
 * @param end when it runs out
 */
record Lease(String incarnation, Moment end) {

    /**
     * Whether it holds now. An image without this very registration was read before the agent was struck off: what it
     * says may be over.
     */
    boolean isValid(StateImage image, int agent, Moment now) {
        AgentRegistration registration = image.agents().get(agent);
        return registration != null && registration.incarnation().equals(incarnation) && now.isBefore(end);
    }
}

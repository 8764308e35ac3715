/** The state topic's log: written by the coordinator, read by every agent. */
@NullMarked
package dev.orbit.agent.broker.state;

import org.jspecify.annotations.NullMarked;

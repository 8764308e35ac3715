/** The processes the simulator is played by, their connections and what breaks them. */
@NullMarked
package dev.orbit.agent.soak.stage;

import org.jspecify.annotations.NullMarked;

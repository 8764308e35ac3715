/** Consumer groups that move from a stock source to an agent. */
@NullMarked
package dev.orbit.agent.groups;

import org.jspecify.annotations.NullMarked;

/** Does what a history says. */
@NullMarked
package dev.orbit.agent.soak.work;

import org.jspecify.annotations.NullMarked;

/** What must hold, {@link dev.orbit.agent.soak.check.Invariant}, and whether it does. */
@NullMarked
package dev.orbit.agent.soak.check;

import org.jspecify.annotations.NullMarked;

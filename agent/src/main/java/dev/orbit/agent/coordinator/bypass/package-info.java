/** The duties that look for what is written to a source past the proxy, before a cutover and after it. */
@NullMarked
package dev.orbit.agent.coordinator.bypass;

import org.jspecify.annotations.NullMarked;

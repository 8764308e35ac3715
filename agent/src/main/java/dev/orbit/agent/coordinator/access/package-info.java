/** What a link's principals may do at its source, and what they lack for what the link declares. */
@NullMarked
package dev.orbit.agent.coordinator.access;

import org.jspecify.annotations.NullMarked;

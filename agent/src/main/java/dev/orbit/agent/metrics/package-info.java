/** What Orbit measures, registered with the broker's own metrics: whatever collects those collects these. */
@NullMarked
package dev.orbit.agent.metrics;

import org.jspecify.annotations.NullMarked;

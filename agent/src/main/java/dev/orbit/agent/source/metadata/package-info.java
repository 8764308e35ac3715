/** Who leads what at a source, followed. */
@NullMarked
package dev.orbit.agent.source.metadata;

import org.jspecify.annotations.NullMarked;

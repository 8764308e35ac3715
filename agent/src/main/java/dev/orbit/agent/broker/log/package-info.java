/** The logs of the embedded broker: mirrored batches appended at their own offsets, their headers, their end. */
@NullMarked
package dev.orbit.agent.broker.log;

import org.jspecify.annotations.NullMarked;

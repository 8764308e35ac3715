/**
 * The whole of Orbit in a minute: {@code orbit quickstart}. {@link dev.orbit.agent.quickstart.Quickstart} is the order of
 * events, {@code Stage} the processes, {@code Workload} what the producer was told, {@code Judge} whether it was true,
 * {@code Report} the table. Public Kafka clients only.
 */
@NullMarked
package dev.orbit.agent.quickstart;

import org.jspecify.annotations.NullMarked;

/**
 * Everything with which an agent talks to a source cluster. Kafka's client internals are allowed here.
 *
 * <p>{@code connect} turns declared credentials into connections, {@code metadata} follows who leads what, {@code admin}
 * asks single questions, {@code fetch} reads raw batches, and {@code forward} produces raw batches.
 */
@NullMarked
package dev.orbit.agent.source;

import org.jspecify.annotations.NullMarked;

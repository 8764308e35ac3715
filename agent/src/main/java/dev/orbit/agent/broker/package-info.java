/**
 * The embedded Apache Kafka broker, and the only room that knows how it is made inside. Everything Kafka does, Kafka
 * does; Orbit puts a gate in front of produces and appends mirrored batches at their own offsets.
 */
@NullMarked
package dev.orbit.agent.broker;

import org.jspecify.annotations.NullMarked;

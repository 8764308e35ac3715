/**
 * The requests of clients and of other agents that do not go straight to Kafka's own handling: the produce gate and
 * the guards.
 */
@NullMarked
package dev.orbit.agent.broker.request;

import org.jspecify.annotations.NullMarked;

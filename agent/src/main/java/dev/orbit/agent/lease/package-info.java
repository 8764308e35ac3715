/**
 * This agent's standing with the coordinator: its registration, its lease, and what it has confirmed to have read.
 */
@NullMarked
package dev.orbit.agent.lease;

import org.jspecify.annotations.NullMarked;

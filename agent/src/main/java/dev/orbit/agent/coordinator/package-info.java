/**
 * The coordinator: the agent that leads the state topic decides for all of them. Every agent has this room; in all but
 * one of them it is idle.
 */
@NullMarked
package dev.orbit.agent.coordinator;

import org.jspecify.annotations.NullMarked;

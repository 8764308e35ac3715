/**
 * The cutover of one topic as a pure state machine: from what is recorded and what is observed to what is recorded next.
 * No I/O, no clock, no threads.
 */
@NullMarked
package dev.orbit.agent.migration;

import org.jspecify.annotations.NullMarked;

/**
 * Desired and actual state as the state topic holds them: immutable images, and the records that turn one into the next.
 * No I/O.
 */
@NullMarked
package dev.orbit.agent.state;

import org.jspecify.annotations.NullMarked;

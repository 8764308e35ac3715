/** Keeps the producer ids of two clusters apart in one log. Pure: nothing but {@code java.*}. */
@NullMarked
package dev.orbit.agent.tag;

import org.jspecify.annotations.NullMarked;

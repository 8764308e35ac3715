/** Which offsets of a consumer group may be written at the destination, decided by pure code. */
@NullMarked
package dev.orbit.agent.group;

import org.jspecify.annotations.NullMarked;

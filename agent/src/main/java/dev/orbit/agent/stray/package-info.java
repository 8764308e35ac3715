/**
 * What lands at a source after its topic has moved: copied into a topic of its own, record by record and offset by offset.
 */
@NullMarked
package dev.orbit.agent.stray;

import org.jspecify.annotations.NullMarked;

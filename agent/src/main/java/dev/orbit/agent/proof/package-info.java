/**
 * What a mirrored log is known by after its topic is COMPLETE: a digest over the headers of its batches. Pure.
 */
@NullMarked
package dev.orbit.agent.proof;

import org.jspecify.annotations.NullMarked;

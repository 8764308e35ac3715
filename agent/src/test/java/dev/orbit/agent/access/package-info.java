/** How agents come to secured sources, and what they must be allowed there. */
@NullMarked
package dev.orbit.agent.access;

import org.jspecify.annotations.NullMarked;

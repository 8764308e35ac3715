/** The agent's program: reads its settings, puts the rooms together, starts and stops them. Imported by nobody. */
@NullMarked
package dev.orbit.agent;

import org.jspecify.annotations.NullMarked;

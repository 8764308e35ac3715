/** What an agent costs while nothing happens, and how fast it is when something does. */
@NullMarked
package dev.orbit.bench.idle;

import org.jspecify.annotations.NullMarked;

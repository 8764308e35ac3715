/** How long producers wait when their topics are cut over. */
@NullMarked
package dev.orbit.bench.cutover;

import org.jspecify.annotations.NullMarked;

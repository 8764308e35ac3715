/** What the proxy costs a producer, beside the way straight to the source and that to an agent after the cutover. */
@NullMarked
package dev.orbit.bench.proxy;

import org.jspecify.annotations.NullMarked;

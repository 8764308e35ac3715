/** How long terraform waits for the provider. */
@NullMarked
package dev.orbit.bench.provider;

import org.jspecify.annotations.NullMarked;

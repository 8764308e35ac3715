/** Raw batches read from a source, for {@link FetchTarget}s. */
@NullMarked
package dev.orbit.agent.source.fetch;

import org.jspecify.annotations.NullMarked;

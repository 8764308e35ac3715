/**
 * Everything with which an agent talks to a source cluster. Kafka's client internals are allowed here.
 *
 * <p>{@link SourceClientConfig} turns declared credentials into client properties. {@link SourceAdmin} answers single
 * questions. {@link SourceMetadata} follows who leads what. {@link SourceFetchers} reads raw batches for
 * {@link FetchTarget}s. {@link SourceProducer} forwards raw batches.
 */
@NullMarked
package dev.orbit.agent.source;

import org.jspecify.annotations.NullMarked;

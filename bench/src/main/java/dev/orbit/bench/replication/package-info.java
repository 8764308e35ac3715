/**
 * How fast, and at what cost in processor time, a topic is copied into another broker's log: by Orbit, by MirrorMaker 2
 * and by Kafka's own follower. {@link dev.orbit.bench.replication.Replicator} is one way to copy, {@link
 * dev.orbit.bench.replication.Meter} measures it.
 */
@NullMarked
package dev.orbit.bench.replication;

import org.jspecify.annotations.NullMarked;

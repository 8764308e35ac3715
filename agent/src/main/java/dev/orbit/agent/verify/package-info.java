/**
 * Judges a copy by reading both clusters as any client would: {@link dev.orbit.agent.verify.RecordComparison} reads,
 * {@link dev.orbit.agent.verify.RecordDifference} compares; {@link dev.orbit.agent.verify.Verification} does so while
 * others write, compact and cut. Public Kafka clients only.
 */
@NullMarked
package dev.orbit.agent.verify;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.cutover;

/**
 * What others read of a run, its last line. A producer's pause is the longest time between two of its acknowledgements
 * while its topic is cut over, less the median of that time before.
 *
 * @param topics that were cut over at once, each with a producer of its own
 * @param errors records that were refused
 */
record Result(int topics, double p50PauseMs, double p99PauseMs, double maxPauseMs, long errors) {}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

/**
 * What others read of a run, its last line. Without a delay on the way to the source.
 *
 * @param carriesHalf 1 if PROXY carried half of what the source takes at most, else 0
 * @param p50AddedMs at that half, how much later the median acknowledgement comes than straight from the source
 * @param p99VsDirect at that half, times the 99th percentile straight from the source
 * @param cpuPerMbVsDirect as fast as it goes, times the processor time per megabyte straight to the source
 */
record Result(int carriesHalf, double p50AddedMs, double p99VsDirect, double cpuPerMbVsDirect) {}

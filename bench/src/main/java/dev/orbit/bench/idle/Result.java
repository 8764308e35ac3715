// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.idle;

/**
 * What others read of a run, its last line.
 *
 * @param cpuShare of one processor, while nothing is written; 0.1 is a tenth
 * @param heapMb of live objects, 2^20 bytes
 * @param p99Ms from before the send to a source partition until a consumer of the destination has the record
 */
record Result(int partitions, double cpuShare, long heapMb, double p99Ms) {}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.bench.proxy;

/**
 * One lane under one load.
 *
 * @param mbPerS 10^6 bytes of record values acknowledged per second
 * @param cpuMsPerMb processor time of all processes that the records pass, the copy and the producers included
 */
record Measurement(Lane lane, boolean saturated, double mbPerS, double p50Ms, double p99Ms, double cpuMsPerMb) {}

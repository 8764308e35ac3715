// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.quickstart;

/** Where a record lies within its topic. */
record Position(int partition, long offset) {}

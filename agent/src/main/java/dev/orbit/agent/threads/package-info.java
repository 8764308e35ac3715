// SPDX-License-Identifier: Apache-2.0
/** Threads that the rest of the agent runs on, and how they end. */
@org.jspecify.annotations.NullMarked
package dev.orbit.agent.threads;

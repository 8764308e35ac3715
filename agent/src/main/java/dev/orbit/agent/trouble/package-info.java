// SPDX-License-Identifier: Apache-2.0
/** What keeps something from going on, and what of it the log is told. */
@org.jspecify.annotations.NullMarked
package dev.orbit.agent.trouble;

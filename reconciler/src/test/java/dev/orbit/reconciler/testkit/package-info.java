// SPDX-License-Identifier: Apache-2.0
/** Agents without Kafka behind them, for tests of those who speak to agents. */
@NullMarked
package dev.orbit.reconciler.testkit;

import org.jspecify.annotations.NullMarked;

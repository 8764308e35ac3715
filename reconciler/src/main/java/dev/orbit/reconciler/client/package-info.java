// SPDX-License-Identifier: Apache-2.0
/**
 * The client of the agents' HTTP API. {@link dev.orbit.reconciler.client.AgentClient} is what others speak to;
 * everything that can go wrong on the way arrives as an {@link dev.orbit.reconciler.client.AgentException}.
 */
@NullMarked
package dev.orbit.reconciler.client;

import org.jspecify.annotations.NullMarked;

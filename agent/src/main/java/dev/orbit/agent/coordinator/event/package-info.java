// SPDX-License-Identifier: Apache-2.0
/** What happens to mirror topics, told from the records that make it happen. */
@NullMarked
package dev.orbit.agent.coordinator.event;

import org.jspecify.annotations.NullMarked;

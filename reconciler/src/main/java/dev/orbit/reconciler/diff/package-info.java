// SPDX-License-Identifier: Apache-2.0
/** The one place that decides what differs between the desired and the actual state, and what does not matter. Pure. */
@NullMarked
package dev.orbit.reconciler.diff;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Observe, diff, ask the agents what would follow, carry out, observe again. */
@NullMarked
package dev.orbit.reconciler.apply;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The {@code orbit} command: reads arguments, calls the other packages, prints. It decides nothing. */
@NullMarked
package dev.orbit.reconciler.cli;

import org.jspecify.annotations.NullMarked;

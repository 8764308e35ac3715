// SPDX-License-Identifier: Apache-2.0
/** Follows migrations to their end. Pure: reads snapshots, asks for none. */
@NullMarked
package dev.orbit.reconciler.migrate;

import org.jspecify.annotations.NullMarked;

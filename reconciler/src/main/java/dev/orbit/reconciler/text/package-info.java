// SPDX-License-Identifier: Apache-2.0
/** What people read at a terminal. Pure: values in, text out. */
@NullMarked
package dev.orbit.reconciler.text;

import org.jspecify.annotations.NullMarked;

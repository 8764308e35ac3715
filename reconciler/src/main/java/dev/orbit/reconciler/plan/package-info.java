// SPDX-License-Identifier: Apache-2.0
/** What is to be done so that the actual state becomes the desired one. Pure: values without effects. */
@NullMarked
package dev.orbit.reconciler.plan;

import org.jspecify.annotations.NullMarked;

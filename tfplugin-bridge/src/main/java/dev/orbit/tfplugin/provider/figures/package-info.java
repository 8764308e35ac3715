// SPDX-License-Identifier: Apache-2.0
/** What changes by itself, and so is in no resource: the states and figures that agents report, as data sources. */
@NullMarked
package dev.orbit.tfplugin.provider.figures;

import org.jspecify.annotations.NullMarked;

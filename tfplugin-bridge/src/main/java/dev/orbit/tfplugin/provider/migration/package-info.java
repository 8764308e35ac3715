/** The resource {@code orbit_auto_migration}. */
@NullMarked
package dev.orbit.tfplugin.provider.migration;

import org.jspecify.annotations.NullMarked;

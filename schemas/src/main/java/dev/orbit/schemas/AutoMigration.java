// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Settings of auto migration.
 *
 * @param enable whether producers of the matched topics are proxied; null inherits: of a mapping from its link, of a
 *     link {@code false}
 */
public record AutoMigration(@Nullable Boolean enable) {

    /** Inherits everything. */
    public static final AutoMigration INHERIT = new AutoMigration(null);
}

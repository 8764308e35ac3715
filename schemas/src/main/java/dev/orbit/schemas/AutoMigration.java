// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Settings of auto migration.
 *
 * @param enable whether producers of the matched topics are proxied; null inherits: of a mapping from its link, of a
 *     link {@code false}
 * @param sourceWatchSeconds for how long, after a topic's migration, its source is looked at for records that still land
 *     there, 0 to 31536000; 0: not at all; null inherits: of a mapping from its link, of a link
 *     {@value #SOURCE_WATCH_SECONDS_DEFAULT}
 */
public record AutoMigration(
        @Nullable Boolean enable, @Nullable Integer sourceWatchSeconds) {

    /** Seven days: as long as a source keeps a stray by Kafka's default, and a weekly job is among them. */
    public static final int SOURCE_WATCH_SECONDS_DEFAULT = 604_800;

    /** A year. */
    public static final int SOURCE_WATCH_SECONDS_MAX = 31_536_000;

    /** Inherits everything. */
    public static final AutoMigration INHERIT = new AutoMigration(null);

    /** Inherits the rest. */
    public AutoMigration(@Nullable Boolean enable) {
        this(enable, null);
    }
}

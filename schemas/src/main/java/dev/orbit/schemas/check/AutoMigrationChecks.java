// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.Problem;
import java.util.List;

/** Checks of the settings of auto migration by themselves. */
final class AutoMigrationChecks {

    private AutoMigrationChecks() {}

    /** All that is wrong, whether or not it is enabled; paths are relative to the settings. */
    static List<Problem> problems(AutoMigration settings) {
        Integer seconds = settings.sourceWatchSeconds();
        if (seconds == null || (seconds >= 0 && seconds <= AutoMigration.SOURCE_WATCH_SECONDS_MAX)) {
            return List.of();
        }
        return List.of(new Problem(
                "invalid_source_watch_seconds",
                "The source cannot be watched for " + seconds + " s; the longest is "
                        + AutoMigration.SOURCE_WATCH_SECONDS_MAX + ", a year.",
                "source_watch_seconds",
                "Give the seconds for which a source is looked at after a topic's migration; "
                        + AutoMigration.SOURCE_WATCH_SECONDS_DEFAULT
                        + ", seven days, is the default, and 0 is not at all."));
    }
}

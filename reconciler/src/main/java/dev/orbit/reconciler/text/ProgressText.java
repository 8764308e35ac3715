// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.text;

import dev.orbit.reconciler.migrate.TopicProgress;

/** One line about a migration. */
public final class ProgressText {

    private ProgressText() {}

    /** Such as {@code orders: MIGRATING, offset lag 17, time lag 0.4 s}. */
    public static String line(Paint paint, TopicProgress progress) {
        String end = switch (progress.outcome()) {
            case RUNNING ->
                "MIGRATING, offset lag "
                        + (progress.offsetLag() == null ? "-" : progress.offsetLag()) + ", time lag "
                        + StatusText.seconds(progress.timeLagSeconds());
            case COMPLETE -> paint.green("COMPLETE");
            case ROLLED_BACK -> paint.red("rolled back to PROXY") + ": " + progress.reason();
            case GONE -> paint.red("gone") + ": " + progress.reason();
        };
        return progress.topic() + ": " + end;
    }
}

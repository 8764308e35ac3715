// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;

/** The rules of the copying of consumer groups. */
final class ConsumerGroupChecks {

    private ConsumerGroupChecks() {}

    /** All that is wrong, whether or not copying is switched on; paths are relative to the settings. */
    static List<Problem> problems(ConsumerGroupSettings groups) {
        List<Problem> problems = new ArrayList<>();
        if (groups.include().isEmpty()) {
            problems.add(new Problem(
                    "empty_include",
                    "The list of included groups is empty: no group would be copied.",
                    "include",
                    "Leave it out for all groups, or set copy_offsets_enabled: false to copy none."));
        }
        problems.addAll(RegexChecks.problems("include", groups.include(), "group"));
        problems.addAll(RegexChecks.problems("exclude", groups.exclude(), "group"));
        if (groups.intervalSeconds() < 1 || groups.intervalSeconds() > ConsumerGroupSettings.INTERVAL_SECONDS_MAX) {
            problems.add(new Problem(
                    "invalid_interval_seconds",
                    "The interval of " + groups.intervalSeconds() + " s is not between 1 and "
                            + ConsumerGroupSettings.INTERVAL_SECONDS_MAX + ".",
                    "interval_seconds",
                    "Give the seconds between two rounds of copying; 10 is the default."));
        }
        return problems;
    }
}

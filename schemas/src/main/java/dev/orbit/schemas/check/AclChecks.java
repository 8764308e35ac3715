// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas.check;

import dev.orbit.schemas.AclFilter;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMatching;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of the copying of ACLs. */
final class AclChecks {

    private static final AclFilter EMPTY = new AclFilter(null, null, null, null, null);

    private AclChecks() {}

    /** All that is wrong, whether or not copying is switched on; paths are relative to the settings. */
    static List<Problem> problems(AclSettings acls) {
        List<Problem> problems = new ArrayList<>();
        if (acls.include().isEmpty()) {
            problems.add(new Problem(
                    "empty_include",
                    "The list of included ACLs is empty: none would be copied.",
                    "include",
                    "Leave it out for the ACLs on topics, groups and transactional ids, or set copy_enabled: false to"
                            + " copy none."));
        }
        checkFilters("include", acls.include(), problems);
        checkFilters("exclude", acls.exclude(), problems);
        if (acls.intervalSeconds() < 1 || acls.intervalSeconds() > AclSettings.INTERVAL_SECONDS_MAX) {
            problems.add(new Problem(
                    "invalid_interval_seconds",
                    "The interval of " + acls.intervalSeconds() + " s is not between 1 and "
                            + AclSettings.INTERVAL_SECONDS_MAX + ".",
                    "interval_seconds",
                    "Give the seconds between two rounds of copying; 60 is the default."));
        }
        return problems;
    }

    private static void checkFilters(String field, List<AclFilter> filters, List<Problem> problems) {
        for (int i = 0; i < filters.size(); i++) {
            checkFilter(field + "[" + i + "]", filters.get(i), problems);
        }
    }

    private static void checkFilter(String path, AclFilter filter, List<Problem> problems) {
        if (filter.equals(EMPTY)) {
            problems.add(new Problem(
                    "empty_filter",
                    "The filter says nothing about the ACLs that it picks.",
                    path,
                    "Give at least one of resource_type, resource_name, principal, operation and permission_type."));
        }
        checkWord(
                "invalid_resource_type",
                path + ".resource_type",
                filter.resourceType(),
                AclFilter.RESOURCE_TYPES,
                problems);
        checkRegex(path + ".resource_name", filter.resourceName(), problems);
        checkRegex(path + ".principal", filter.principal(), problems);
        checkWord("invalid_operation", path + ".operation", filter.operation(), AclFilter.OPERATIONS, problems);
        checkWord(
                "invalid_permission_type",
                path + ".permission_type",
                filter.permissionType(),
                AclFilter.PERMISSION_TYPES,
                problems);
    }

    private static void checkWord(
            String code, String path, @Nullable String word, List<String> known, List<Problem> problems) {
        if (word != null && !known.contains(word)) {
            String field = path.substring(path.lastIndexOf('.') + 1);
            problems.add(new Problem(
                    code,
                    "\"" + word + "\" is no " + field + " of ACLs that are copied.",
                    path,
                    "Use one of " + String.join(", ", known) + "."));
        }
    }

    private static void checkRegex(String path, @Nullable String regex, List<Problem> problems) {
        if (regex == null) {
            return;
        }
        if (regex.isEmpty()) {
            problems.add(new Problem(
                    "invalid_regex",
                    "The regex is empty and matches nothing.",
                    path,
                    "Leave it out to match everything."));
            return;
        }
        TopicMatching.regexError(regex)
                .map(error -> error.replaceFirst("^error parsing regexp: ", ""))
                .ifPresent(error -> problems.add(new Problem(
                        "invalid_regex",
                        "The regex \"" + regex + "\" does not parse: " + error + ".",
                        path,
                        "Mend the regex (RE2 syntax); it must match the whole text, and a literal * is \\*.")));
    }
}

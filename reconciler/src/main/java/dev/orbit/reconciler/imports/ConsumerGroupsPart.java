// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.ConsumerGroupSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which groups' offsets are copied. */
final class ConsumerGroupsPart {

    private static final String GROUPS_EXCLUDE_DEFAULT = "console-consumer-.*, connect-.*, __.*";
    private static final String FILTER = "group.filter.class";
    private static final String ALL = ".*";

    private final Draft draft;

    ConsumerGroupsPart(Draft draft) {
        this.draft = draft;
    }

    /** Empty where the file says nothing about groups. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        boolean copies = draft.isTrue(draft.settings.take("sync.group.offsets.enabled"), false);
        draft.settings.takeIf(FILTER, "org.apache.kafka.connect.mirror.DefaultGroupFilter");
        if (copies) {
            draft.settings.take(FILTER).ifPresent(this::refuseFilter);
        }
        Optional<Setting> groups = draft.settings.take("groups");
        Optional<Setting> exclude = draft.settings.take("groups.exclude", "groups.blacklist");
        if (copies || groups.isPresent() || exclude.isPresent()) {
            fields.put("copy_offsets_enabled", copies);
        }
        putInclude(fields, groups);
        List<String> excluded = exclude.or(() ->
                        copies ? Optional.of(new Setting("groups.exclude", GROUPS_EXCLUDE_DEFAULT)) : Optional.empty())
                .map(setting -> Regexes.checked(draft, setting))
                .orElse(List.of());
        if (!excluded.isEmpty()) {
            fields.put("exclude", excluded);
        }
        if (copies) {
            draft.number(
                            draft.settings.take("sync.group.offsets.interval.seconds"),
                            1,
                            ConsumerGroupSettings.INTERVAL_SECONDS_MAX)
                    .ifPresent(seconds -> fields.put("interval_seconds", seconds));
        }
        return fields;
    }

    private void refuseFilter(Setting filter) {
        draft.refuse(
                "unknown_group_filter",
                "Which groups' offsets are copied is decided by a class, " + Shown.plain(filter.value()) + ".",
                filter,
                "Remove it from a copy of the file, and give groups and groups.exclude that say the same.");
    }

    private void putInclude(Map<String, Object> fields, Optional<Setting> groups) {
        List<String> included =
                groups.map(setting -> Regexes.checked(draft, setting)).orElse(List.of(ALL));
        boolean empty =
                groups.map(setting -> Regexes.items(setting.value()).isEmpty()).orElse(false);
        if (empty) {
            // the other tool replicates none then; a list of none is not allowed here
            fields.put("copy_offsets_enabled", false);
        } else if (!included.isEmpty() && !included.equals(List.of(ALL))) {
            fields.put("include", included);
        }
    }
}

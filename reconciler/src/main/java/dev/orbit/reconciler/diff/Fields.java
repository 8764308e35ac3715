// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.diff;

import dev.orbit.reconciler.plan.FieldChange;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares two records field by field, nested ones included; a field added to a record is compared from then on. */
final class Fields {

    private Fields() {}

    /** The fields that differ; a record that is null has none set. */
    static List<FieldChange> changes(@Nullable Record before, @Nullable Record after) {
        Map<String, @Nullable Object> was = flatten(before);
        Map<String, @Nullable Object> is = flatten(after);
        Set<String> names = new LinkedHashSet<>(is.keySet());
        names.addAll(was.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(was.get(name), is.get(name))) {
                changes.add(new FieldChange(name, was.get(name), is.get(name)));
            }
        }
        return changes;
    }

    private static Map<String, @Nullable Object> flatten(@Nullable Record record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (record != null) {
            flatten("", record, fields);
        }
        return fields;
    }

    private static void flatten(String prefix, Record record, Map<String, @Nullable Object> fields) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String name = prefix + snakeCase(component.getName());
            Object value = read(component, record);
            if (value instanceof Record nested) {
                flatten(name + ".", nested, fields);
            } else if (value instanceof Map<?, ?> map) {
                map.forEach((key, entry) -> fields.put(name + "." + key, entry));
            } else if (value instanceof List<?> list) {
                fields.put(name, list.stream().map(String::valueOf).toList());
            } else if (value != null) {
                fields.put(name, value);
            }
        }
    }

    private static @Nullable Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot read " + component, e);
        }
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of a resource.
 *
 * @param path such as {@code spec.mirrors[0].sourceConnector}
 * @param value null where it is missing
 */
record Field(String path, @Nullable Object value) {

    boolean isThere() {
        return value != null;
    }

    Field get(String key) {
        Object below = value instanceof Map<?, ?> map ? map.get(key) : null;
        return new Field(path.isEmpty() ? key : path + "." + key, below);
    }

    /** Of a group of fields, those that have a value. */
    Map<String, Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> {
                if (below != null) {
                    fields.put(String.valueOf(key), get(String.valueOf(key)));
                }
            });
        }
        return fields;
    }

    List<Field> items() {
        List<Field> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add(new Field(path + "[" + items.size() + "]", item)));
        }
        return items;
    }

    /** The value as text, of a group or list only that it is one; empty where it is missing. */
    String text() {
        if (value instanceof Map) {
            return Shown.GROUP;
        }
        if (value instanceof List) {
            return Shown.LIST;
        }
        return value == null ? "" : value.toString();
    }

    Setting setting() {
        return new Setting(path, text());
    }
}

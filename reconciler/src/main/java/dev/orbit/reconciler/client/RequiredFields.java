// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.RecordFields;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds fields that must be there and are not: JSON may leave out what the records promise. */
final class RequiredFields {

    private static final String ROOT = "content";

    private RequiredFields() {}

    /** The path of the first required field without a value, or nothing. */
    static Optional<String> firstMissing(@Nullable Object value) {
        return find(value, ROOT);
    }

    private static Optional<String> find(@Nullable Object value, String path) {
        if (value == null) {
            return Optional.of(path);
        }
        if (value instanceof List<?> list) {
            return inList(list, path);
        }
        return value.getClass().isRecord() ? inRecord(value, path) : Optional.empty();
    }

    private static Optional<String> inList(List<?> list, String path) {
        for (int i = 0; i < list.size(); i++) {
            Optional<String> missing = find(list.get(i), path + "[" + i + "]");
            if (missing.isPresent()) {
                return missing;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inRecord(Object value, String path) {
        for (RecordFields.Field field : RecordFields.of(value.getClass())) {
            Object found = field.of(value);
            if (found == null && field.isNullable()) {
                continue;
            }
            Optional<String> missing = find(found, path.equals(ROOT) ? field.name() : path + "." + field.name());
            if (missing.isPresent()) {
                return missing;
            }
        }
        return Optional.empty();
    }
}

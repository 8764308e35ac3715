// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Instances of every record: with every field set, or with all that may be left out left out. */
final class Examples {

    private final boolean full;

    private Examples(boolean full) {
        this.full = full;
    }

    static Object full(Class<?> type) {
        return new Examples(true).make(type);
    }

    static Object sparse(Class<?> type) {
        return new Examples(false).make(type);
    }

    private Object make(Type type) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            return Map.of("name", "text");
        }
        if (type instanceof ParameterizedType list) {
            Type item = list.getActualTypeArguments()[0];
            return item == Change.class ? changes() : List.of(make(item));
        }
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return true;
        }
        if (type == int.class || type == Integer.class) {
            return 7;
        }
        if (type == long.class || type == Long.class) {
            return 1L << 40;
        }
        if (type == Double.class) {
            return 0.5;
        }
        Class<?> named = (Class<?>) type;
        return named.isEnum() ? named.getEnumConstants()[0] : record(named);
    }

    private List<Object> changes() {
        return Arrays.stream(Change.class.getPermittedSubclasses())
                .map(this::record)
                .toList();
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean left = !full && RecordShapes.isNullable(components[i].getAnnotatedType());
            values[i] = left ? null : make(components[i].getGenericType());
            types[i] = components[i].getType();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " has no such constructor", e);
        }
    }
}

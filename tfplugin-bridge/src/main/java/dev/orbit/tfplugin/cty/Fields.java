// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.cty;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A known object or map. The typed readers are for attributes that are null or known; asked for an unknown one, or one of
 * another type, they throw {@link IllegalStateException}: whoever reads has to rule that out first.
 */
public record Fields(SortedMap<String, Value> values) implements Value.Known {

    public static final Fields EMPTY = new Fields(Map.of());

    public Fields {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public Fields(Map<String, ? extends Value> values) {
        this(new TreeMap<>(values));
    }

    /** The value of an attribute; null when there is no such attribute. */
    public Value get(String name) {
        return values.getOrDefault(name, NULL);
    }

    /** A copy in which one attribute has another value. */
    public Fields with(String name, Value value) {
        TreeMap<String, Value> copy = new TreeMap<>(values);
        copy.put(name, value);
        return new Fields(copy);
    }

    public boolean isNull(String name) {
        return get(name) == NULL;
    }

    public boolean isUnknown(String name) {
        return get(name) == UNKNOWN;
    }

    /** A string that must be there. */
    public String text(String name) {
        return required(name, textOrNull(name));
    }

    public @Nullable String textOrNull(String name) {
        Text text = as(name, Text.class);
        return text == null ? null : text.text();
    }

    /** An integer within int that must be there. */
    public int integer(String name) {
        return required(name, integerOrNull(name));
    }

    public @Nullable Integer integerOrNull(String name) {
        BigDecimal number = number(name);
        return number == null ? null : number.intValueExact();
    }

    public @Nullable Long longOrNull(String name) {
        BigDecimal number = number(name);
        return number == null ? null : number.longValueExact();
    }

    /** A truth value; null reads as false. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(flagOrNull(name));
    }

    public @Nullable Boolean flagOrNull(String name) {
        Bool bool = as(name, Bool.class);
        return bool == null ? null : bool.value();
    }

    /** A nested object. */
    public @Nullable Fields fieldsOrNull(String name) {
        return as(name, Fields.class);
    }

    /** The elements of a list or set; none when it is null. */
    public Stream<Value> elements(String name) {
        Known known = as(name, Known.class);
        if (known == null) {
            return Stream.of();
        }
        if (known instanceof Items list) {
            return list.items().stream();
        }
        if (known instanceof Members set) {
            return set.members().stream();
        }
        throw new IllegalStateException(name + " is no collection but " + known);
    }

    private @Nullable BigDecimal number(String name) {
        Num number = as(name, Num.class);
        return number == null ? null : number.number();
    }

    private <T extends Known> @Nullable T as(String name, Class<T> kind) {
        Value value = get(name);
        if (value == NULL) {
            return null;
        }
        if (!kind.isInstance(value)) {
            throw new IllegalStateException(name + " is no " + kind.getSimpleName() + " but " + value);
        }
        return kind.cast(value);
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException(name + " is null");
        }
        return value;
    }
}

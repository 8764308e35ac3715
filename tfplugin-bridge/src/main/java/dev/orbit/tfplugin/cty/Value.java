// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.cty;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value as Terraform knows it: absent, not known before apply, or known. Two values are equal exactly when Terraform
 * takes them for equal: sets regardless of order, numbers regardless of their spelling.
 */
public sealed interface Value {

    /** Not set, or set to null: Terraform makes no difference. */
    enum Null implements Value {
        NULL
    }

    /** Decided at apply, and not before. */
    enum Unknown implements Value {
        UNKNOWN
    }

    /** A value that is there; its parts may still be null or unknown. */
    sealed interface Known extends Value permits Text, Num, Bool, Items, Members, Fields {}

    /** A string, in Unicode's composed form, which is the one Terraform compares. */
    record Text(String text) implements Known {
        public Text {
            text = Normalizer.normalize(text, Normalizer.Form.NFC);
        }
    }

    /** A number of any size and precision. */
    record Num(BigDecimal number) implements Known {
        public Num {
            number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
    }

    /** A truth value. */
    record Bool(boolean value) implements Known {}

    /** A list. */
    record Items(List<Value> items) implements Known {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A set, in any order. What is not wholly known yet is like nothing else, and is there as often as it was given. */
    record Members(List<Value> members) implements Known {
        public Members {
            Set<Value> known = new HashSet<>();
            members = members.stream()
                    .filter(member -> !member.isWhollyKnown() || known.add(member))
                    .toList();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Members set && counts().equals(set.counts());
        }

        @Override
        public int hashCode() {
            return counts().hashCode();
        }

        private Map<Value, Long> counts() {
            return members.stream().collect(Collectors.groupingBy(member -> member, Collectors.counting()));
        }
    }

    static Value of(String text) {
        return new Text(text);
    }

    /** A text, or null when there is none. */
    static Value ofNullable(@Nullable String text) {
        return text == null ? Null.NULL : of(text);
    }

    static Value of(long number) {
        return new Num(BigDecimal.valueOf(number));
    }

    static Value of(boolean value) {
        return new Bool(value);
    }

    /** Whether neither the value nor any part of it is unknown. */
    default boolean isWhollyKnown() {
        if (this instanceof Items list) {
            return areWhollyKnown(list.items());
        }
        if (this instanceof Members set) {
            return areWhollyKnown(set.members());
        }
        if (this instanceof Fields fields) {
            return areWhollyKnown(fields.values().values());
        }
        return this != Unknown.UNKNOWN;
    }

    private static boolean areWhollyKnown(Collection<Value> parts) {
        return parts.stream().allMatch(Value::isWhollyKnown);
    }
}

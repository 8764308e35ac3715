// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Figures as values of Terraform, and the filters that data sources share. */
final class Cells {

    private Cells() {}

    static Value of(@Nullable String text) {
        return Value.ofNullable(text);
    }

    static Value of(@Nullable Number number) {
        return number == null ? NULL : new Value.Num(new BigDecimal(number.toString()));
    }

    static <T> Value list(Collection<T> things, Function<T, Fields> row) {
        return new Value.Items(things.stream().<Value>map(row).toList());
    }

    /** Whether a filter is left out, or is the same. */
    static boolean admits(Fields config, String filter, @Nullable String value) {
        String wanted = config.textOrNull(filter);
        return wanted == null || wanted.equals(value);
    }

    /** Whether a filter is left out, or has it as an element. */
    static boolean admitsAny(Fields config, String filter, @Nullable String value) {
        if (config.isNull(filter)) {
            return true;
        }
        Set<Value> wanted = config.elements(filter).collect(Collectors.toSet());
        return wanted.contains(of(value));
    }
}

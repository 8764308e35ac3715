// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.math.BigDecimal;
import java.util.Optional;

/** The validators that schemas are written with. */
public final class Validators {

    private Validators() {}

    /** An integer within bounds, both inclusive. */
    public static Validator integer(long min, long max) {
        return (path, value) -> {
            BigDecimal number = ((Value.Num) value).number();
            boolean within =
                    number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0;
            if (number.scale() <= 0 && within) {
                return Optional.empty();
            }
            String detail = number.toPlainString() + " is not an integer from " + min + " to " + max + ".";
            return Optional.of(Diagnostic.error("Number out of range", detail).at(path));
        };
    }
}

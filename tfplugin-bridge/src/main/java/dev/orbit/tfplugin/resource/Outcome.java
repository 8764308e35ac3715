// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.List;

/**
 * How a call on an object ended.
 *
 * @param state the object after it; null when there is none (any more)
 * @param warnings what the user should know
 */
public record Outcome(Value state, List<Diagnostic> warnings) {

    public Outcome {
        warnings = List.copyOf(warnings);
    }

    public static Outcome of(Fields state) {
        return new Outcome(state, List.of());
    }

    /** There is no such object. */
    public static Outcome gone() {
        return new Outcome(NULL, List.of());
    }
}

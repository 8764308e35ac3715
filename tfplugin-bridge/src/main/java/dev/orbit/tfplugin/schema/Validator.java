// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.Optional;

/** Judges one configured value that is wholly known. */
@FunctionalInterface
public interface Validator {

    /** What is wrong with it, if anything. */
    Optional<Diagnostic> check(Path path, Value.Known value);
}

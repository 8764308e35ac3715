// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Conformance;
import java.util.List;

/** Reads what has become of one object. */
public final class ReadOperation {

    private final Resource resource;

    public ReadOperation(Resource resource) {
        this.resource = resource;
    }

    public Outcome read(Value state) {
        if (!(state instanceof Fields fields)) {
            return Outcome.gone();
        }
        Outcome outcome = resource.read(fields);
        List<String> nonconforming = Conformance.breaches(resource.schema().type(), outcome.state());
        if (!nonconforming.isEmpty() || !outcome.state().isWhollyKnown()) {
            throw new IllegalStateException(
                    resource.typeName() + " was read as no whole object: " + String.join("; ", nonconforming));
        }
        return outcome;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.wire;

import dev.orbit.proto.tfplugin6.RawState;
import dev.orbit.proto.tfplugin6.UpgradeResourceState;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.decode.JsonDecoder;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.resource.UpgradesState;
import dev.orbit.tfplugin.schema.Planner;
import java.util.Optional;

/** Objects as state files hold them, in today's layout or an earlier one. */
final class StoredState {

    private StoredState() {}

    /** Reads a stored object and brings it into today's layout, an attribute that is new since then with its default. */
    static Value read(UpgradeResourceState.Request request, Resource resource) {
        Value stored = stored(request, resource);
        return stored instanceof Fields fields ? Planner.completed(resource.schema(), fields) : stored;
    }

    private static Value stored(UpgradeResourceState.Request request, Resource resource) {
        RawState raw = request.getRawState();
        byte[] json = raw.getJson().toByteArray();
        long version = request.getVersion();
        if (json.length > 0 && version == resource.schema().version()) {
            return JsonDecoder.decode(json, resource.schema().type());
        }
        if (json.length > 0 && resource instanceof UpgradesState upgrades) {
            Optional<Type.ObjectOf> type = upgrades.typeAt(version);
            if (type.isPresent() && JsonDecoder.decode(json, type.get()) instanceof Fields stored) {
                return upgrades.upgrade(version, stored);
            }
        }
        throw new DiagnosticException(Diagnostic.error(
                "Unreadable state",
                "The stored state of this " + request.getTypeName() + " has the layout " + version
                        + ", and this version of the provider reads "
                        + resource.schema().version()
                        + ". Use the provider version that wrote it, or remove the object from the state and"
                        + " import it again."));
    }
}

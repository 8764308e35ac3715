// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.resource.ImportsState;
import dev.orbit.tfplugin.resource.Provider;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.ConfigCheck;
import dev.orbit.tfplugin.schema.Schema;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Terraform asks of one configured provider. Failures are thrown; {@link Failures} turns them into diagnostics. */
public final class ProviderServer {

    private final Provider provider;
    private final Map<String, Resource> resources;

    public ProviderServer(Provider provider) {
        this.provider = provider;
        Map<String, Resource> byName = new TreeMap<>();
        provider.resources().forEach(resource -> byName.put(resource.typeName(), resource));
        this.resources = Collections.unmodifiableMap(byName);
    }

    public Schema schema() {
        return provider.schema();
    }

    public Collection<Resource> resources() {
        return resources.values();
    }

    public Resource resource(String typeName) {
        Resource resource = resources.get(typeName);
        if (resource == null) {
            throw new DiagnosticException(Diagnostic.error(
                    "Unknown resource type",
                    "The Orbit provider has no resource type " + typeName + "; it has: "
                            + String.join(", ", resources.keySet()) + "."));
        }
        return resource;
    }

    public List<Diagnostic> validateConfig(Value config) {
        return config instanceof Fields fields ? ConfigCheck.diagnostics(provider.schema(), fields) : List.of();
    }

    public void configure(Value config) {
        provider.configure(config instanceof Fields fields ? fields : Fields.EMPTY);
    }

    /** Attributes by themselves first: what a resource judges then are values that it can read. */
    public List<Diagnostic> validateResource(Resource resource, Value config) {
        if (!(config instanceof Fields fields)) {
            return List.of();
        }
        List<Diagnostic> diagnostics = ConfigCheck.diagnostics(resource.schema(), fields);
        return diagnostics.isEmpty() ? resource.validate(fields) : diagnostics;
    }

    /** Finds an object by the id that a user typed. */
    public Value importState(Resource resource, String id) {
        if (resource instanceof ImportsState imports) {
            return imports.importState(id);
        }
        throw new DiagnosticException(Diagnostic.error(
                "No import", "A resource of type " + resource.typeName() + " cannot be imported. Create it instead."));
    }

    public void stop() {
        provider.stop();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.resource.ChecksPlan;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.resource.ImportsState;
import dev.orbit.tfplugin.resource.Provider;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.ConfigCheck;
import dev.orbit.tfplugin.schema.Conformance;
import dev.orbit.tfplugin.schema.Schema;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What Terraform asks of one configured provider. Failures are thrown; {@link Failures} turns them into diagnostics. */
public final class ProviderServer {

    private final Provider provider;
    private final Map<String, Resource> resources;
    private final Map<String, DataSource> dataSources;

    public ProviderServer(Provider provider) {
        this.provider = provider;
        this.resources = byName(provider.resources(), Resource::typeName);
        this.dataSources = byName(provider.dataSources(), DataSource::typeName);
    }

    private static <T> Map<String, T> byName(List<T> things, Function<T, String> name) {
        Map<String, T> byName = new TreeMap<>();
        things.forEach(thing -> byName.put(name.apply(thing), thing));
        return Collections.unmodifiableMap(byName);
    }

    public Schema schema() {
        return provider.schema();
    }

    public Collection<Resource> resources() {
        return resources.values();
    }

    public Resource resource(String typeName) {
        return named(resources, "resource type", typeName);
    }

    public Collection<DataSource> dataSources() {
        return dataSources.values();
    }

    public DataSource dataSource(String typeName) {
        return named(dataSources, "data source", typeName);
    }

    private static <T> T named(Map<String, T> known, String kind, String typeName) {
        T found = known.get(typeName);
        if (found == null) {
            throw new DiagnosticException(Diagnostic.error(
                    "Unknown " + kind,
                    "The Orbit provider has no " + kind + " " + typeName + "; it has: "
                            + String.join(", ", known.keySet()) + "."));
        }
        return found;
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

    public List<Diagnostic> validateDataSource(DataSource source, Value config) {
        return config instanceof Fields fields ? ConfigCheck.diagnostics(source.schema(), fields) : List.of();
    }

    /** What a data source shows now. */
    public Fields read(DataSource source, Value config) {
        Fields read = source.read(config instanceof Fields fields ? fields : Fields.EMPTY);
        List<String> breaches = Conformance.breaches(source.schema().type(), read);
        if (!breaches.isEmpty() || !read.isWhollyKnown()) {
            throw new IllegalStateException(
                    source.typeName() + " was read as no whole object: " + String.join("; ", breaches));
        }
        return read;
    }

    /** An object comes from the state: Terraform brings each into today's layout before it does anything else with it. */
    public void upgraded(Resource resource, Value state) {
        if (resource instanceof ChecksPlan checks && state instanceof Fields fields) {
            checks.isInState(fields);
        }
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

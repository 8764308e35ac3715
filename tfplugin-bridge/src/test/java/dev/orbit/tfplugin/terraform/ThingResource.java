// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Path;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.resource.ImportsState;
import dev.orbit.tfplugin.resource.Outcome;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.resource.UpgradesState;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import dev.orbit.tfplugin.schema.Validators;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A thing with every kind of attribute. Its id is computed once, its version at every write. */
final class ThingResource implements Resource, ImportsState, UpgradesState {

    private static final Schema SCHEMA = Schema.resource(
            1,
            "A thing.",
            List.of(
                    Attribute.string("id").computed().stable(),
                    Attribute.number("version").computed(),
                    Attribute.string("name").required().replaced(),
                    Attribute.number("size").defaultsTo(Value.of(3)).checkedBy(Validators.integer(0, 100)),
                    Attribute.number("weight"),
                    Attribute.plain("tags", new Type.SetOf(Type.Primitive.STRING)),
                    Attribute.plain("labels", new Type.MapOf(Type.Primitive.STRING)),
                    Attribute.nested(
                            "parts",
                            Nesting.LIST,
                            List.of(
                                    Attribute.string("key").required(),
                                    Attribute.number("count").defaultsTo(Value.of(1)),
                                    Attribute.string("code").computed().stable())),
                    Attribute.nested(
                                    "options",
                                    Nesting.SINGLE,
                                    List.of(
                                            Attribute.bool("fast").defaultsTo(Value.of(true)),
                                            Attribute.string("note")))
                            .defaultsTo(new Fields(Map.of("fast", Value.of(true), "note", Value.Null.NULL)))));

    private final ThingStore store;
    volatile String prefix = "";

    ThingResource(ThingStore store) {
        this.store = store;
    }

    @Override
    public String typeName() {
        return "thing_note";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Outcome read(Fields state) {
        return store.find(state.text("id")).map(Outcome::of).orElseGet(Outcome::gone);
    }

    @Override
    public Outcome create(Fields planned, Fields config) {
        if (planned.text("name").equals("unlucky")) {
            throw new DiagnosticException(Diagnostic.error("No luck", "A thing cannot be called unlucky.")
                    .at(Path.of("name")));
        }
        return write(planned.with("id", Value.of(prefix + planned.text("name"))), 1);
    }

    @Override
    public Outcome update(Fields prior, Fields planned, Fields config) {
        return write(planned, prior.integer("version") + 1);
    }

    private Outcome write(Fields planned, int version) {
        Fields thing = planned.with("version", Value.of(version)).with("parts", coded(planned.get("parts")));
        store.put(thing.text("id"), thing);
        return Outcome.of(thing);
    }

    private static Value coded(Value parts) {
        return parts instanceof Value.Items list
                ? new Value.Items(
                        list.items().stream().map(ThingResource::codedPart).toList())
                : parts;
    }

    private static Value codedPart(Value value) {
        Fields part = (Fields) value;
        return part.get("code") == UNKNOWN ? part.with("code", Value.of("code of " + part.text("key"))) : part;
    }

    @Override
    public List<Diagnostic> delete(Fields prior) {
        store.remove(prior.text("id"));
        return List.of();
    }

    /** In the first layout, which had not much else, the name was called title. */
    @Override
    public Optional<Type.ObjectOf> typeAt(long version) {
        TreeMap<String, Type> attributes = new TreeMap<>(SCHEMA.type().attributes());
        attributes.remove("name");
        attributes.put("title", Type.Primitive.STRING);
        return version == 0 ? Optional.of(new Type.ObjectOf(attributes)) : Optional.empty();
    }

    @Override
    public Fields upgrade(long version, Fields stored) {
        TreeMap<String, Value> fields = new TreeMap<>(stored.values());
        fields.put("name", fields.remove("title"));
        return new Fields(fields);
    }

    @Override
    public Fields importState(String id) {
        return store.find(id)
                .orElseThrow(
                        () -> new DiagnosticException(Diagnostic.error("No such thing", "There is no " + id + ".")));
    }
}

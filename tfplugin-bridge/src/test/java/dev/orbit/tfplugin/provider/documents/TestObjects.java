// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Shape;
import dev.orbit.tfplugin.server.PlanOperation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects as Terraform makes them of a configuration. */
final class TestObjects {

    private TestObjects() {}

    /** A configuration: attributes that are not given are null. */
    static Fields config(Resource resource, Map<String, ? extends Value> given) {
        return completed(resource.schema().attributes(), new Fields(given));
    }

    private static Fields completed(List<Attribute> attributes, Fields given) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : attributes) {
            Value value = given.get(attribute.name());
            boolean isObject = attribute.shape() instanceof Shape.Nested nested
                    && nested.nesting() == Shape.Nesting.SINGLE
                    && value instanceof Fields;
            fields.put(
                    attribute.name(),
                    isObject ? completed(((Shape.Nested) attribute.shape()).attributes(), (Fields) value) : value);
        }
        return new Fields(fields);
    }

    static Value brokers(Value hostname) {
        return new Value.Items(List.of(new Fields(Map.of("hostname", hostname, "port", Value.of(9092)))));
    }

    /** A link with its brokers, and nothing else. */
    static Fields link(Resource links, String name) {
        return config(links, Map.of("name", Value.of(name), "source_bootstrap_brokers", brokers(Value.of("h"))));
    }

    /** A nested object none of whose attributes is given. */
    static Fields nothing(Resource resource, String name) {
        return (Fields) config(resource, Map.of(name, Fields.EMPTY)).get(name);
    }

    /** A link with other consumer groups. */
    static LinkSpec with(LinkSpec link, ConsumerGroupSettings groups) {
        return new LinkSpec(
                link.name(),
                link.sourceBootstrapBrokers(),
                link.sourceClusterId(),
                link.sourceClusterCredentials(),
                link.autoMigrationSourceClusterCredentials(),
                link.autoMigration(),
                link.fetch(),
                groups,
                link.acls());
    }

    static PlanOperation.Planned create(Resource resource, Fields config) {
        return new PlanOperation(resource).plan(NULL, config, config);
    }
}

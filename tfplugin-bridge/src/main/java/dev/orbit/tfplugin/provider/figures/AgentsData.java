// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A data source that is read from the agents.
 *
 * @param reader makes the computed attributes of a configuration
 */
record AgentsData(String typeName, Schema schema, Function<Fields, Map<String, Value>> reader) implements DataSource {

    @Override
    public Fields read(Fields config) {
        Fields read = config;
        for (Map.Entry<String, Value> computed : reader.apply(config).entrySet()) {
            read = read.with(computed.getKey(), computed.getValue());
        }
        return read;
    }

    static Attribute linkFilter() {
        return Attribute.string("link")
                .describedAs("Name of a link: only what is of it is listed. Default: all links.");
    }

    static Attribute topicsFilter() {
        return Attribute.plain("topic_names", new Type.SetOf(Type.Primitive.STRING))
                .describedAs("Destination names of topics: only what is of them is listed. Default: all topics.");
    }

    static Attribute rows(String name, String description, List<Attribute> columns) {
        return Attribute.nested(
                        name,
                        Nesting.LIST,
                        columns.stream().map(Attribute::computed).toList())
                .computed()
                .describedAs(description);
    }
}

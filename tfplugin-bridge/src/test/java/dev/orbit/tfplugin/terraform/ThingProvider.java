// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.resource.Provider;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;

/** A provider with one resource that exercises every kind of attribute. */
final class ThingProvider implements Provider {

    static final String ADDRESS = "registry.terraform.io/orbit-test/thing";

    private static final Schema SCHEMA = Schema.provider(
            "Things.",
            List.of(Attribute.string("prefix"), Attribute.string("secret").sensitive()));

    private final ThingResource notes;

    ThingProvider(ThingStore store) {
        notes = new ThingResource(store);
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public List<Resource> resources() {
        return List.of(notes);
    }

    @Override
    public void configure(Fields config) {
        String prefix = config.isUnknown("prefix") ? null : config.textOrNull("prefix");
        notes.prefix = prefix == null ? "" : prefix;
    }

    @Override
    public void stop() {}
}

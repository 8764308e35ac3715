// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Type;
import java.util.List;
import java.util.Set;

/**
 * The attributes of a resource, of a data source or of the provider block.
 *
 * @param version of the state's layout; Terraform stores it, and a state of another version needs an upgrade
 * @param description markdown
 */
public record Schema(long version, String description, List<Attribute> attributes) {

    private static final Set<String> RESERVED =
            Set.of("connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner");
    private static final Set<String> RESERVED_IN_PROVIDER = Set.of("alias", "version");

    public Schema {
        attributes = List.copyOf(attributes);
    }

    public static Schema resource(long version, String description, List<Attribute> attributes) {
        Attributes.check(attributes, RESERVED);
        return new Schema(version, description, attributes);
    }

    /** Terraform stores no version of what it reads anew every time. */
    public static Schema dataSource(String description, List<Attribute> attributes) {
        return resource(0, description, attributes);
    }

    public static Schema provider(String description, List<Attribute> attributes) {
        Attributes.check(attributes, RESERVED_IN_PROVIDER);
        return new Schema(0, description, attributes);
    }

    public Type.ObjectOf type() {
        return Attributes.type(attributes);
    }
}

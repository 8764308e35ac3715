// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.encode;

import dev.orbit.proto.tfplugin6.StringKind;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Mode;
import dev.orbit.tfplugin.schema.Schema;
import dev.orbit.tfplugin.schema.Shape;
import dev.orbit.tfplugin.schema.Shape.Nested;

/** Writes schemas. */
public final class SchemaEncoder {

    private SchemaEncoder() {}

    public static dev.orbit.proto.tfplugin6.Schema encode(Schema schema) {
        dev.orbit.proto.tfplugin6.Schema.Block.Builder block = dev.orbit.proto.tfplugin6.Schema.Block.newBuilder()
                .setVersion(schema.version())
                .setDescription(schema.description())
                .setDescriptionKind(StringKind.MARKDOWN);
        schema.attributes().forEach(attribute -> block.addAttributes(encode(attribute)));
        return dev.orbit.proto.tfplugin6.Schema.newBuilder()
                .setVersion(schema.version())
                .setBlock(block)
                .build();
    }

    private static dev.orbit.proto.tfplugin6.Schema.Attribute encode(Attribute attribute) {
        dev.orbit.proto.tfplugin6.Schema.Attribute.Builder encoded =
                dev.orbit.proto.tfplugin6.Schema.Attribute.newBuilder()
                        .setName(attribute.name())
                        .setDescription(attribute.description())
                        .setDescriptionKind(StringKind.MARKDOWN)
                        .setRequired(attribute.mode() == Mode.REQUIRED)
                        .setOptional(attribute.mode().isOptional())
                        .setComputed(attribute.mode().isComputed())
                        .setSensitive(attribute.traits().contains(Attribute.Trait.SENSITIVE));
        if (attribute.shape() instanceof Nested nested) {
            encoded.setNestedType(encode(nested));
        } else {
            encoded.setType(TypeEncoder.encode(attribute.shape().type()));
        }
        return encoded.build();
    }

    private static dev.orbit.proto.tfplugin6.Schema.Object encode(Nested nested) {
        dev.orbit.proto.tfplugin6.Schema.Object.Builder encoded =
                dev.orbit.proto.tfplugin6.Schema.Object.newBuilder().setNesting(encode(nested.nesting()));
        nested.attributes().forEach(attribute -> encoded.addAttributes(encode(attribute)));
        return encoded.build();
    }

    private static dev.orbit.proto.tfplugin6.Schema.Object.NestingMode encode(Shape.Nesting nesting) {
        return switch (nesting) {
            case SINGLE -> dev.orbit.proto.tfplugin6.Schema.Object.NestingMode.SINGLE;
            case LIST -> dev.orbit.proto.tfplugin6.Schema.Object.NestingMode.LIST;
            case SET -> dev.orbit.proto.tfplugin6.Schema.Object.NestingMode.SET;
            case MAP -> dev.orbit.proto.tfplugin6.Schema.Object.NestingMode.MAP;
        };
    }
}

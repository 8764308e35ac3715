// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Type;
import java.util.List;

/** What an attribute holds. */
public sealed interface Shape {

    Type type();

    /** A value whose parts have no rules of their own. */
    record Plain(Type type) implements Shape {}

    /** Objects whose attributes have rules of their own. */
    record Nested(Nesting nesting, List<Attribute> attributes) implements Shape {
        public Nested {
            attributes = List.copyOf(attributes);
        }

        @Override
        public Type type() {
            Type object = Attributes.type(attributes);
            return switch (nesting) {
                case SINGLE -> object;
                case LIST -> new Type.ListOf(object);
                case SET -> new Type.SetOf(object);
                case MAP -> new Type.MapOf(object);
            };
        }
    }

    /** How many objects there are, and how they are told apart. */
    enum Nesting {
        SINGLE,
        LIST,
        SET,
        MAP
    }
}

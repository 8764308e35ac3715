// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.schema.Shape.Nested;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What holds for the attributes of one object. */
final class Attributes {

    private Attributes() {}

    static Type.ObjectOf type(List<Attribute> attributes) {
        TreeMap<String, Type> types = new TreeMap<>();
        attributes.forEach(
                attribute -> types.put(attribute.name(), attribute.shape().type()));
        return new Type.ObjectOf(types);
    }

    /** @throws IllegalArgumentException when Terraform, or the planning here, could not deal with them */
    static void check(List<Attribute> attributes, Set<String> reserved) {
        Set<String> names = new HashSet<>();
        for (Attribute attribute : attributes) {
            String name = attribute.name();
            require(names.add(name), name, "is declared twice");
            require(!reserved.contains(name), name, "is a name that Terraform keeps for itself");
            if (attribute.shape() instanceof Nested nested) {
                nested.attributes().forEach(inner -> checkInner(name, nested.nesting(), inner));
                check(nested.attributes(), Set.of());
            }
        }
    }

    private static void checkInner(String name, Nesting nesting, Attribute inner) {
        require(!inner.is(Attribute.Trait.REPLACES), name, "has an inner attribute that replaces; only outer ones may");
        require(
                nesting != Nesting.SET || !inner.mode().isComputed(),
                name,
                "is a set with computed parts: its elements could not be told apart");
    }

    private static void require(boolean condition, String name, String what) {
        if (!condition) {
            throw new IllegalArgumentException("the attribute " + name + " " + what);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.cty;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The type of a value in Terraform's type system, as far as a schema here can name it. */
public sealed interface Type {

    /** A type without parts. */
    enum Primitive implements Type {
        STRING,
        NUMBER,
        BOOL
    }

    /** An ordered collection. */
    record ListOf(Type element) implements Type {}

    /** An unordered collection without duplicates. */
    record SetOf(Type element) implements Type {}

    /** A collection by arbitrary keys. */
    record MapOf(Type element) implements Type {}

    /** A structure with exactly these attributes. */
    record ObjectOf(SortedMap<String, Type> attributes) implements Type {
        public ObjectOf {
            attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        }
    }
}

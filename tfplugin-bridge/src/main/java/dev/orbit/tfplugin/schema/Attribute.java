// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.schema;

import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Shape.Nested;
import dev.orbit.tfplugin.schema.Shape.Nesting;
import dev.orbit.tfplugin.schema.Shape.Plain;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One attribute of a resource, written as {@code Attribute.string("name").required().replaced().describedAs("…")}.
 *
 * @param description markdown
 * @param defaultValue what it is when the configuration leaves it out; null: no default
 */
public record Attribute(
        String name,
        Shape shape,
        Mode mode,
        String description,
        Value.@Nullable Known defaultValue,
        List<Validator> validators,
        Set<Trait> traits) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** What is special about an attribute. */
    public enum Trait {
        /** Terraform hides it; it is in the state in clear all the same. */
        SENSITIVE,
        /** Another value needs another object. */
        REPLACES,
        /** Computed once, it stays what it was through updates, so that a plan can show it. */
        STABLE
    }

    public Attribute {
        validators = List.copyOf(validators);
        traits = Set.copyOf(traits);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for an attribute: " + name);
        }
        if (defaultValue != null && mode != Mode.OPTIONAL_COMPUTED) {
            throw new IllegalArgumentException(name + " has a default and is " + mode);
        }
        if (traits.contains(Trait.STABLE) && !mode.isComputed()) {
            throw new IllegalArgumentException(name + " keeps what nobody computes");
        }
    }

    public static Attribute string(String name) {
        return plain(name, Type.Primitive.STRING);
    }

    public static Attribute number(String name) {
        return plain(name, Type.Primitive.NUMBER);
    }

    public static Attribute bool(String name) {
        return plain(name, Type.Primitive.BOOL);
    }

    public static Attribute plain(String name, Type type) {
        return of(name, new Plain(type));
    }

    public static Attribute nested(String name, Nesting nesting, List<Attribute> attributes) {
        return of(name, new Nested(nesting, attributes));
    }

    private static Attribute of(String name, Shape shape) {
        return new Attribute(name, shape, Mode.OPTIONAL, "", null, List.of(), Set.of());
    }

    public Attribute required() {
        return as(Mode.REQUIRED, defaultValue);
    }

    public Attribute computed() {
        return as(Mode.COMPUTED, defaultValue);
    }

    public Attribute optionalComputed() {
        return as(Mode.OPTIONAL_COMPUTED, defaultValue);
    }

    /** When left out it is this. */
    public Attribute defaultsTo(Value value) {
        return as(Mode.OPTIONAL_COMPUTED, (Value.Known) value);
    }

    private Attribute as(Mode other, Value.@Nullable Known otherDefault) {
        return new Attribute(name, shape, other, description, otherDefault, validators, traits);
    }

    public Attribute describedAs(String text) {
        return new Attribute(name, shape, mode, text, defaultValue, validators, traits);
    }

    public Attribute checkedBy(Validator... checks) {
        return new Attribute(name, shape, mode, description, defaultValue, List.of(checks), traits);
    }

    public Attribute sensitive() {
        return with(Trait.SENSITIVE);
    }

    public Attribute replaced() {
        return with(Trait.REPLACES);
    }

    public Attribute stable() {
        return with(Trait.STABLE);
    }

    private Attribute with(Trait trait) {
        Set<Trait> more = new HashSet<>(traits);
        more.add(trait);
        return new Attribute(name, shape, mode, description, defaultValue, validators, more);
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }
}

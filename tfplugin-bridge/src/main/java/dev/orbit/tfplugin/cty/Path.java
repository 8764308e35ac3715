// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.cty;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where in an object a value is; the root is the object itself. */
public record Path(List<Step> steps) {

    public static final Path ROOT = new Path(List.of());

    public Path {
        steps = List.copyOf(steps);
    }

    /** One step inwards. */
    public sealed interface Step {}

    /** Into an object. */
    public record Attribute(String name) implements Step {
        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** Into a list. */
    public record Index(long index) implements Step {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** Into a map. */
    public record Key(String key) implements Step {
        @Override
        public String toString() {
            return "[\"" + key + "\"]";
        }
    }

    public static Path of(String attribute) {
        return ROOT.attribute(attribute);
    }

    public Path attribute(String name) {
        return then(new Attribute(name));
    }

    public Path index(long index) {
        return then(new Index(index));
    }

    public Path key(String key) {
        return then(new Key(key));
    }

    private Path then(Step step) {
        return new Path(Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    /** As a user writes it: {@code brokers[0].port}. */
    @Override
    public String toString() {
        String text = steps.stream().map(Step::toString).collect(Collectors.joining());
        return text.startsWith(".") ? text.substring(1) : text;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.server;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.decode.ValueDecoder;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.encode.ValueEncoder;
import dev.orbit.tfplugin.provider.OrbitProvider;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Mode;
import dev.orbit.tfplugin.schema.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Thousands of configurations of every schema, most of them wrong, with nulls and unknown values anywhere. */
class RandomPlansTest {

    private static final long SEED = 4_711;
    private static final int CONFIGS = 20_000;
    private static final String[] TEXTS = {
        "",
        "a",
        "prod",
        "orders",
        "a.*",
        "(",
        "h:1",
        "ORBIT_X",
        "plain",
        "running",
        "paused",
        "2026-01-02T03:04:05Z",
        "topic",
        "é\u0000",
        "x".repeat(300)
    };
    private static final String[] NUMBERS = {"0", "1", "-1", "2.5", "9092", "65536", "1e30", "300"};

    private final Random random = new Random(SEED);

    @Test
    void noneMakesAPlanThatTerraformRefusesOrACrash() {
        OrbitProvider provider = new OrbitProvider(Map.of());
        int valid = 0;
        for (int i = 0; i < CONFIGS; i++) {
            Resource resource =
                    provider.resources().get(random.nextInt(provider.resources().size()));
            Fields config = object(resource.schema().attributes(), 0);
            List<Diagnostic> problems = new ProviderServer(provider).validateResource(resource, config);
            assertThat(problems).as("%s %s", SEED, config).allMatch(Diagnostic::isError);
            if (problems.isEmpty()) {
                valid++;
                plan(resource, config);
            }
        }
        assertThat(valid).isGreaterThan(CONFIGS / 100);
    }

    private void plan(Resource resource, Fields config) {
        Fields proposed = proposed(resource.schema().attributes(), config, NULL);
        Value planned = new PlanOperation(resource).plan(NULL, proposed, config).state();
        Type type = resource.schema().type();
        assertThat(ValueDecoder.decode(ValueEncoder.encode(planned), type)).isEqualTo(planned);
        if (planned.isWhollyKnown()) {
            Fields again = proposed(resource.schema().attributes(), config, planned);
            assertThat(new PlanOperation(resource).plan(planned, again, config).state())
                    .as("%s", config)
                    .isEqualTo(planned);
        }
    }

    /** What Terraform proposes: what is configured, else what was there if the provider may compute it. */
    private static Fields proposed(List<Attribute> attributes, Fields config, Value prior) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : attributes) {
            Value configured = config.get(attribute.name());
            Value before = prior instanceof Fields fieldsBefore ? fieldsBefore.get(attribute.name()) : NULL;
            Value value = configured == NULL && attribute.mode().isComputed() ? before : configured;
            if (attribute.shape() instanceof Shape.Nested nested
                    && nested.nesting() == Shape.Nesting.SINGLE
                    && configured instanceof Fields inner) {
                value = proposed(nested.attributes(), inner, before);
            } else if (attribute.shape() instanceof Shape.Nested nested && configured instanceof Value.Items items) {
                value = elements(nested, items, before);
            }
            fields.put(attribute.name(), value);
        }
        return new Fields(fields);
    }

    private static Value elements(Shape.Nested nested, Value.Items configs, Value prior) {
        List<Value> elements = new ArrayList<>();
        for (int i = 0; i < configs.items().size(); i++) {
            Value before =
                    prior instanceof Value.Items items && i < items.items().size()
                            ? items.items().get(i)
                            : NULL;
            Value config = configs.items().get(i);
            elements.add(config instanceof Fields fields ? proposed(nested.attributes(), fields, before) : config);
        }
        return new Value.Items(elements);
    }

    private Fields object(List<Attribute> attributes, int depth) {
        TreeMap<String, Value> fields = new TreeMap<>();
        for (Attribute attribute : attributes) {
            fields.put(attribute.name(), value(attribute, depth));
        }
        return new Fields(fields);
    }

    private Value value(Attribute attribute, int depth) {
        if (isLeftOut(attribute.mode())) {
            return NULL;
        }
        if (random.nextInt(20) == 0) {
            return UNKNOWN;
        }
        if (attribute.shape() instanceof Shape.Nested nested) {
            return switch (nested.nesting()) {
                case SINGLE -> object(nested.attributes(), depth + 1);
                case MAP -> new Fields(Map.of("k", object(nested.attributes(), depth + 1)));
                case LIST -> new Value.Items(objects(nested, depth));
                case SET -> new Value.Members(new LinkedHashSet<>(objects(nested, depth)));
            };
        }
        return value(attribute.shape().type());
    }

    /** Now and then what is required is left out, and set what only the provider computes. */
    private boolean isLeftOut(Mode mode) {
        int choice = random.nextInt(100);
        return switch (mode) {
            case REQUIRED -> choice < 3;
            case COMPUTED -> choice < 97;
            case OPTIONAL, OPTIONAL_COMPUTED -> choice < 60;
        };
    }

    private List<Value> objects(Shape.Nested nested, int depth) {
        List<Value> objects = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            objects.add(random.nextInt(20) == 0 ? NULL : object(nested.attributes(), depth + 1));
        }
        return objects;
    }

    private Value value(Type type) {
        if (type instanceof Type.Primitive primitive) {
            return switch (primitive) {
                case STRING -> Value.of(TEXTS[random.nextInt(TEXTS.length)]);
                case NUMBER -> new Value.Num(new BigDecimal(NUMBERS[random.nextInt(NUMBERS.length)]));
                case BOOL -> Value.of(random.nextBoolean());
            };
        }
        int choice = random.nextInt(20);
        Value one = choice == 0 ? NULL : choice < 3 ? UNKNOWN : value(element(type));
        if (type instanceof Type.ListOf) {
            return new Value.Items(random.nextBoolean() ? List.of() : List.of(one));
        }
        if (type instanceof Type.SetOf) {
            return new Value.Members(new LinkedHashSet<>(random.nextBoolean() ? List.of() : List.of(one)));
        }
        return new Fields(random.nextBoolean() ? Map.of() : Map.of("retention.ms", one));
    }

    private static Type element(Type type) {
        if (type instanceof Type.ListOf list) {
            return list.element();
        }
        return type instanceof Type.SetOf set ? set.element() : ((Type.MapOf) type).element();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The JSON Schema that a record stands for: fields, types, what is required, what may be null. */
final class RecordShapes {

    private static final Map<Type, List<String>> SCALARS = Map.of(
            String.class, List.of("string", ""),
            boolean.class, List.of("boolean", ""),
            Boolean.class, List.of("boolean", ""),
            int.class, List.of("integer", "int32"),
            Integer.class, List.of("integer", "int32"),
            long.class, List.of("integer", "int64"),
            Long.class, List.of("integer", "int64"),
            Double.class, List.of("number", "double"));

    private RecordShapes() {}

    static ObjectNode of(Class<?> type) {
        ObjectNode shape = Json.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = shape.putObject("properties");
        TreeSet<String> required = new TreeSet<>();
        boolean always = type.isAnnotationPresent(JsonInclude.class);
        for (RecordComponent component : type.getRecordComponents()) {
            String name = PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
            boolean nullable = isNullable(component.getAnnotatedType());
            properties.set(name, value(component.getGenericType(), nullable));
            if (always || !nullable) {
                required.add(name);
            }
        }
        ArrayNode names = shape.putArray("required");
        required.forEach(names::add);
        return shape;
    }

    static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static ObjectNode value(Type type, boolean nullable) {
        ObjectNode value = Json.MAPPER.createObjectNode();
        List<String> scalar = SCALARS.get(type);
        if (scalar != null) {
            if (nullable) {
                value.putArray("type").add(scalar.get(0)).add("null");
            } else {
                value.put("type", scalar.get(0));
            }
            return scalar.get(1).isEmpty() ? value : value.put("format", scalar.get(1));
        }
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            return value.put("type", "object");
        }
        if (type instanceof ParameterizedType list) {
            value.put("type", "array").set("items", value(list.getActualTypeArguments()[0], false));
            return value;
        }
        String ref = "#/components/schemas/" + ContractTest.schemaName((Class<?>) type);
        if (!nullable) {
            return value.put("$ref", ref);
        }
        ArrayNode choices = value.putArray("anyOf");
        choices.addObject().put("$ref", ref);
        choices.addObject().put("type", "null");
        return value;
    }
}

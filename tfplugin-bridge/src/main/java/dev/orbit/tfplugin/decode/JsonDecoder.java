// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.decode;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads a value of a known type from JSON, as state files hold it: an attribute that the schema got later is missing and
 * reads as null, one that it lost is passed over.
 */
public final class JsonDecoder {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser in;

    private JsonDecoder(JsonParser in) {
        this.in = in;
    }

    public static Value decode(byte[] json, Type type) {
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            return new JsonDecoder(in).value(type);
        } catch (IOException e) {
            throw new WireException("the stored state is no " + type + ": " + e.getMessage(), e);
        }
    }

    /** The parser stands on the value's first token, and afterwards on its last. */
    private Value value(Type type) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return NULL;
        }
        if (type instanceof Type.Primitive primitive) {
            return primitive(primitive);
        }
        if (type instanceof Type.ListOf list) {
            return new Value.Items(elements(list.element()));
        }
        if (type instanceof Type.SetOf set) {
            return new Value.Members(elements(set.element()));
        }
        return object(type);
    }

    private Value primitive(Type.Primitive type) throws IOException {
        switch (type) {
            case STRING -> {
                expect(JsonToken.VALUE_STRING, type);
                return new Value.Text(in.getText());
            }
            case NUMBER -> {
                if (!in.currentToken().isNumeric()) {
                    throw unexpected(type);
                }
                return new Value.Num(in.getDecimalValue());
            }
            default -> {
                if (!in.currentToken().isBoolean()) {
                    throw unexpected(type);
                }
                return new Value.Bool(in.getBooleanValue());
            }
        }
    }

    private List<Value> elements(Type element) throws IOException {
        expect(JsonToken.START_ARRAY, element);
        List<Value> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(element));
        }
        return elements;
    }

    private Fields object(Type type) throws IOException {
        expect(JsonToken.START_OBJECT, type);
        TreeMap<String, Value> fields = new TreeMap<>();
        if (type instanceof Type.ObjectOf object) {
            object.attributes().keySet().forEach(name -> fields.put(name, NULL));
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            Type field = type instanceof Type.MapOf map
                    ? map.element()
                    : ((Type.ObjectOf) type).attributes().get(name);
            if (field == null) {
                in.skipChildren();
            } else {
                fields.put(name, value(field));
            }
        }
        return new Fields(fields);
    }

    private void expect(JsonToken token, Type type) throws IOException {
        if (in.currentToken() != token) {
            throw unexpected(type);
        }
    }

    private WireException unexpected(Type type) throws IOException {
        return new WireException("the stored state has " + in.currentToken() + " where " + type + " is expected, at "
                + in.currentTokenLocation().offsetDescription());
    }
}

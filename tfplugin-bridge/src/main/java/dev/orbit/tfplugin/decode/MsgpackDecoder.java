// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.decode;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** Reads a value of a known type from msgpack. Every extension is an unknown value, refined or not. */
final class MsgpackDecoder {

    private final MessageUnpacker in;

    private MsgpackDecoder(MessageUnpacker in) {
        this.in = in;
    }

    static Value decode(byte[] bytes, Type type) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes)) {
            Value value = new MsgpackDecoder(in).value(type);
            if (in.hasNext()) {
                throw new WireException("a value of type " + type + " is followed by further bytes");
            }
            return value;
        } catch (IOException | MessagePackException | ArithmeticException | NumberFormatException e) {
            throw new WireException("what came is no value of type " + type + ": " + e.getMessage(), e);
        }
    }

    private Value value(Type type) throws IOException {
        switch (in.getNextFormat().getValueType()) {
            case NIL -> {
                in.unpackNil();
                return NULL;
            }
            case EXTENSION -> {
                ExtensionTypeHeader header = in.unpackExtensionTypeHeader();
                in.readPayload(header.getLength());
                return UNKNOWN;
            }
            default -> {
                return known(type);
            }
        }
    }

    private Value known(Type type) throws IOException {
        if (type instanceof Type.Primitive primitive) {
            return switch (primitive) {
                case STRING -> new Value.Text(in.unpackString());
                case NUMBER -> new Value.Num(number());
                case BOOL -> new Value.Bool(in.unpackBoolean());
            };
        }
        if (type instanceof Type.ListOf list) {
            return new Value.Items(elements(list.element()));
        }
        if (type instanceof Type.SetOf set) {
            return new Value.Members(elements(set.element()));
        }
        if (type instanceof Type.MapOf map) {
            return map(map.element());
        }
        return object((Type.ObjectOf) type);
    }

    private BigDecimal number() throws IOException {
        return switch (in.getNextFormat().getValueType()) {
            case INTEGER -> new BigDecimal(in.unpackBigInteger());
            case FLOAT -> new BigDecimal(in.unpackDouble());
            default -> new BigDecimal(in.unpackString());
        };
    }

    private List<Value> elements(Type element) throws IOException {
        int count = in.unpackArrayHeader();
        List<Value> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(value(element));
        }
        return elements;
    }

    private Fields map(Type element) throws IOException {
        TreeMap<String, Value> fields = new TreeMap<>();
        int count = in.unpackMapHeader();
        for (int i = 0; i < count; i++) {
            String key = in.unpackString();
            fields.put(key, value(element));
        }
        return new Fields(fields);
    }

    private Fields object(Type.ObjectOf type) throws IOException {
        TreeMap<String, Value> fields = new TreeMap<>();
        int count = in.unpackMapHeader();
        for (int i = 0; i < count; i++) {
            String name = in.unpackString();
            Type attribute = type.attributes().get(name);
            if (attribute == null) {
                throw new WireException("the object has an attribute " + name + ", and its schema has none");
            }
            fields.put(name, value(attribute));
        }
        if (fields.size() != type.attributes().size()) {
            throw new WireException("the object has the attributes " + fields.keySet() + ", and its schema "
                    + type.attributes().keySet());
        }
        return new Fields(fields);
    }
}

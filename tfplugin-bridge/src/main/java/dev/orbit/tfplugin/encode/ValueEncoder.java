// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.encode;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import com.google.protobuf.UnsafeByteOperations;
import dev.orbit.proto.tfplugin6.DynamicValue;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Writes values as Terraform reads them. Numbers go out as decimal strings: Terraform up to 1.14 takes the same number for
 * another one when it comes as a msgpack integer, and then reports drift where there is none.
 */
public final class ValueEncoder {

    private static final byte UNKNOWN_EXTENSION = 0;

    private final MessageBufferPacker out;

    private ValueEncoder(MessageBufferPacker out) {
        this.out = out;
    }

    public static DynamicValue encode(Value value) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            new ValueEncoder(out).write(value);
            return DynamicValue.newBuilder()
                    .setMsgpack(UnsafeByteOperations.unsafeWrap(out.toByteArray()))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }

    private void write(Value value) throws IOException {
        if (value == NULL) {
            out.packNil();
        } else if (value == UNKNOWN) {
            out.packExtensionTypeHeader(UNKNOWN_EXTENSION, 1);
            out.addPayload(new byte[] {0});
        } else {
            write((Value.Known) value);
        }
    }

    private void write(Value.Known value) throws IOException {
        if (value instanceof Value.Text text) {
            out.packString(text.text());
        } else if (value instanceof Value.Num number) {
            out.packString(number.number().toPlainString());
        } else if (value instanceof Value.Bool bool) {
            out.packBoolean(bool.value());
        } else if (value instanceof Value.Items list) {
            writeAll(list.items());
        } else if (value instanceof Value.Members set) {
            writeAll(set.members());
        } else {
            writeFields((Fields) value);
        }
    }

    private void writeAll(Collection<Value> elements) throws IOException {
        out.packArrayHeader(elements.size());
        for (Value element : elements) {
            write(element);
        }
    }

    private void writeFields(Fields fields) throws IOException {
        out.packMapHeader(fields.values().size());
        for (Map.Entry<String, Value> field : fields.values().entrySet()) {
            out.packString(field.getKey());
            write(field.getValue());
        }
    }
}

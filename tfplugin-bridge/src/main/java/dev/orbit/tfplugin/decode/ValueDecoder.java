// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.decode;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;

import com.google.protobuf.ByteString;
import dev.orbit.proto.tfplugin6.DynamicValue;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;

/** Reads the values in Terraform's requests. */
public final class ValueDecoder {

    private ValueDecoder() {}

    /** An empty message is null. */
    public static Value decode(DynamicValue encoded, Type type) {
        ByteString msgpack = encoded.getMsgpack();
        if (!msgpack.isEmpty()) {
            return MsgpackDecoder.decode(msgpack.toByteArray(), type);
        }
        return encoded.getJson().isEmpty()
                ? NULL
                : JsonDecoder.decode(encoded.getJson().toByteArray(), type);
    }
}

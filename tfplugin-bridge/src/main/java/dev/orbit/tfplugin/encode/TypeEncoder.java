// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.encode;

import com.google.protobuf.ByteString;
import dev.orbit.tfplugin.cty.Type;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes types as JSON. Attribute names need no escaping: a schema admits no others. */
final class TypeEncoder {

    private TypeEncoder() {}

    static ByteString encode(Type type) {
        return ByteString.copyFromUtf8(json(type));
    }

    private static String json(Type type) {
        if (type instanceof Type.Primitive primitive) {
            return '"' + primitive.name().toLowerCase(Locale.ROOT) + '"';
        }
        if (type instanceof Type.ListOf list) {
            return "[\"list\"," + json(list.element()) + "]";
        }
        if (type instanceof Type.SetOf set) {
            return "[\"set\"," + json(set.element()) + "]";
        }
        if (type instanceof Type.MapOf map) {
            return "[\"map\"," + json(map.element()) + "]";
        }
        return ((Type.ObjectOf) type)
                .attributes().entrySet().stream()
                        .map(e -> '"' + e.getKey() + "\":" + json(e.getValue()))
                        .collect(Collectors.joining(",", "[\"object\",{", "}]"));
    }
}

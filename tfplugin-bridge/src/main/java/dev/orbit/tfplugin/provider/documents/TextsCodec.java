// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.schema.Attribute;
import java.util.List;

/** Lists of texts as attributes. */
final class TextsCodec {

    private TextsCodec() {}

    static Attribute attribute(String name, List<String> defaultValue) {
        return Attribute.plain(name, new Type.ListOf(Type.Primitive.STRING)).defaultsTo(encode(defaultValue));
    }

    static List<String> decode(Fields fields, String name, List<String> defaultValue) {
        return fields.isNull(name)
                ? defaultValue
                : fields.elements(name)
                        .map(value -> ((Value.Text) value).text())
                        .toList();
    }

    static Value encode(List<String> texts) {
        return new Value.Items(texts.stream().map(Value::of).toList());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.decode;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.orbit.proto.tfplugin6.DynamicValue;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.encode.ValueEncoder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Values on the wire and in state files. */
class CodecTest {

    private static final Type TEXT = Type.Primitive.STRING;
    private static final Type NUMBER = Type.Primitive.NUMBER;

    private static final Type.ObjectOf OBJECT = new Type.ObjectOf(new TreeMap<>(Map.of(
            "text",
            TEXT,
            "number",
            NUMBER,
            "flag",
            Type.Primitive.BOOL,
            "list",
            new Type.ListOf(TEXT),
            "set",
            new Type.SetOf(NUMBER),
            "map",
            new Type.MapOf(TEXT))));

    private static final Fields FULL = new Fields(Map.of(
            "text", Value.of("é\n\""),
            "number", new Value.Num(new BigDecimal("12345678901234567890.5")),
            "flag", Value.of(true),
            "list", new Value.Items(List.of(Value.of("a"), UNKNOWN, NULL)),
            "set", new Value.Members(List.of(Value.of(1), Value.of(-2))),
            "map", new Fields(Map.of("k", Value.of("v")))));

    private static Value decode(byte[] bytes, Type type) {
        return ValueDecoder.decode(
                DynamicValue.newBuilder().setMsgpack(ByteString.copyFrom(bytes)).build(), type);
    }

    private static byte[] packed(Packing packing) throws Exception {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            packing.into(out);
            return out.toByteArray();
        }
    }

    private interface Packing {
        void into(MessageBufferPacker out) throws Exception;
    }

    @Test
    void everyKindComesBackAsItWent() {
        assertThat(ValueDecoder.decode(ValueEncoder.encode(FULL), OBJECT)).isEqualTo(FULL);
        assertThat(ValueDecoder.decode(ValueEncoder.encode(NULL), OBJECT)).isEqualTo(NULL);
        assertThat(ValueDecoder.decode(ValueEncoder.encode(UNKNOWN), OBJECT)).isEqualTo(UNKNOWN);
    }

    @Test
    void numbersGoOutAsDecimalStringsAndUnknownAsTheOneExtension() {
        assertThat(ValueEncoder.encode(Value.of(5)).getMsgpack().toByteArray()).containsExactly(0xa1, '5');
        assertThat(ValueEncoder.encode(UNKNOWN).getMsgpack().toByteArray()).containsExactly(0xd4, 0, 0);
    }

    @Test
    void numbersComeInEveryForm() throws Exception {
        assertThat(decode(packed(out -> out.packInt(5)), NUMBER)).isEqualTo(Value.of(5));
        assertThat(decode(
                        packed(out -> out.packBigInteger(new BigDecimal("18446744073709551615").toBigInteger())),
                        NUMBER))
                .isEqualTo(new Value.Num(new BigDecimal("18446744073709551615")));
        assertThat(decode(packed(out -> out.packDouble(0.25)), NUMBER))
                .isEqualTo(new Value.Num(new BigDecimal("0.25")));
        assertThat(decode(packed(out -> out.packString("0.1")), NUMBER))
                .isEqualTo(new Value.Num(new BigDecimal("0.1")));
    }

    @Test
    void refinedUnknownsAreUnknown() throws Exception {
        byte[] refined = packed(
                out -> out.packExtensionTypeHeader((byte) 12, 3).addPayload(new byte[] {(byte) 0x81, 1, (byte) 0xc2}));

        assertThat(decode(refined, TEXT)).isEqualTo(UNKNOWN);
    }

    /** Two that are not known yet may turn out to be different, and Terraform counts them. */
    @Test
    void theUnknownElementsOfASetAreNotOne() throws Exception {
        byte[] two = packed(out -> {
            out.packArrayHeader(4);
            for (String text : new String[] {"a", "a"}) {
                out.packString(text);
                out.packExtensionTypeHeader((byte) 0, 1).addPayload(new byte[] {0});
            }
        });
        Type set = new Type.SetOf(TEXT);

        Value decoded = decode(two, set);

        assertThat(decoded).isEqualTo(new Value.Members(List.of(UNKNOWN, Value.of("a"), UNKNOWN)));
        assertThat(ValueDecoder.decode(ValueEncoder.encode(decoded), set)).isEqualTo(decoded);
    }

    @Test
    void anEmptyMessageIsNull() {
        assertThat(ValueDecoder.decode(DynamicValue.getDefaultInstance(), OBJECT))
                .isEqualTo(NULL);
    }

    @Test
    void objectsOfOtherShapesAreRefused() throws Exception {
        assertThatThrownBy(() -> decode(
                        packed(out -> out.packMapHeader(1).packString("other").packNil()), OBJECT))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("other");
        assertThatThrownBy(() -> decode(
                        packed(out -> out.packMapHeader(1).packString("text").packNil()), OBJECT))
                .isInstanceOf(WireException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 21})
    void damagedBytesAreRefusedAndNothingElseHappens(int seed) {
        byte[] good = ValueEncoder.encode(FULL).getMsgpack().toByteArray();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                Value ignored = decode(damaged, OBJECT);
            } catch (WireException expected) {
                assertThat(expected).hasMessageNotContaining("null pointer");
            }
        }
    }

    @Test
    void stateFilesMayLackWhatIsNewAndHoldWhatIsGone() {
        String json =
                "{\"text\":\"a\",\"number\":12345678901234567890.5,\"gone\":{\"x\":[1]},\"set\":[2,1],\"map\":{\"k\":null}}";

        assertThat(JsonDecoder.decode(json.getBytes(StandardCharsets.UTF_8), OBJECT))
                .isEqualTo(new Fields(Map.of(
                        "text",
                        Value.of("a"),
                        "number",
                        new Value.Num(new BigDecimal("12345678901234567890.5")),
                        "flag",
                        NULL,
                        "list",
                        NULL,
                        "set",
                        new Value.Members(List.of(Value.of(1), Value.of(2))),
                        "map",
                        new Fields(Map.of("k", NULL)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"text\":1}", "{\"number\":\"1\"}", "{\"flag\":0}", "{\"list\":{}}", "[]", "{\"text\":", "x"})
    void stateOfAnotherTypeIsRefused(String json) {
        assertThatThrownBy(() -> JsonDecoder.decode(json.getBytes(StandardCharsets.UTF_8), OBJECT))
                .isInstanceOf(WireException.class);
    }
}

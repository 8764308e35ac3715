// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.cty;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueTest {

    private static Value set(Value... members) {
        return new Value.Members(List.of(members));
    }

    @Test
    void numbersAreEqualHoweverTheyAreSpelled() {
        assertThat(new Value.Num(new BigDecimal("3.00"))).isEqualTo(Value.of(3));
        assertThat(new Value.Num(new BigDecimal("0E+7"))).isEqualTo(Value.of(0));
        assertThat(new Value.Num(new BigDecimal("3.01"))).isNotEqualTo(Value.of(3));
    }

    @Test
    void setsAreEqualInAnyOrderAndListsAreNot() {
        assertThat(set(Value.of("a"), Value.of("b"))).isEqualTo(set(Value.of("b"), Value.of("a")));
        assertThat(new Value.Items(List.of(Value.of("a"), Value.of("b"))))
                .isNotEqualTo(new Value.Items(List.of(Value.of("b"), Value.of("a"))));
    }

    @Test
    void aSetHoldsWhatIsKnownOnceAndEachThatIsNotKnownYet() {
        Value part = new Fields(Map.of("a", UNKNOWN));

        assertThat(set(Value.of("a"), Value.of("a"))).isEqualTo(set(Value.of("a")));
        assertThat(set(UNKNOWN, UNKNOWN)).isNotEqualTo(set(UNKNOWN));
        assertThat(set(part, part)).isNotEqualTo(set(part));
        assertThat(set(UNKNOWN, Value.of("a"), UNKNOWN))
                .isEqualTo(set(UNKNOWN, UNKNOWN, Value.of("a")))
                .hasSameHashCodeAs(set(UNKNOWN, UNKNOWN, Value.of("a")));
    }

    @Test
    void textIsComposed() {
        assertThat(Value.of("e\u0301")).isEqualTo(Value.of("\u00e9"));
    }

    @Test
    void isWhollyKnownDownToItsLastPart() {
        assertThat(NULL.isWhollyKnown()).isTrue();
        assertThat(UNKNOWN.isWhollyKnown()).isFalse();
        assertThat(new Value.Items(List.of(new Fields(Map.of("a", set(UNKNOWN))))).isWhollyKnown())
                .isFalse();
    }

    @Test
    void readersTellUnknownFromAbsent() {
        Fields fields = new Fields(Map.of("unknown", UNKNOWN, "port", Value.of(9092)));

        assertThat(fields.integer("port")).isEqualTo(9092);
        assertThat(fields.textOrNull("absent")).isNull();
        assertThatThrownBy(() -> fields.textOrNull("unknown")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fields.text("port")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void pathsReadAsUsersWriteThem() {
        assertThat(Path.of("brokers").index(0).attribute("port")).hasToString("brokers[0].port");
        assertThat(Path.of("labels").key("a b")).hasToString("labels[\"a b\"]");
    }
}

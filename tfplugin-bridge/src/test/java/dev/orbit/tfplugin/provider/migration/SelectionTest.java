// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

    @ParameterizedTest
    @ValueSource(strings = {"prod/orders", "prod/orders,payments", "prod/~a.*~b/c", "prod/orders~audit-.*"})
    void anIdSaysAllOfIt(String id) {
        assertThat(Selection.parse(id).id()).isEqualTo(id);
    }

    @Test
    void whatIsNoIdHasNoLink() {
        assertThat(Selection.parse("orders").link()).isEmpty();
        assertThat(Selection.parse("").link()).isEmpty();
    }
}

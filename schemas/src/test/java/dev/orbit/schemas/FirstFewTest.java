// SPDX-License-Identifier: Apache-2.0
package dev.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FirstFewTest {

    @Test
    void tellsAllOfAFew() {
        assertThat(FirstFew.of(List.of(), ", ")).isEmpty();
        assertThat(FirstFew.of(List.of("a"), ", ")).isEqualTo("a");
        assertThat(FirstFew.of(List.of("a", "b", "c", "d", "e"), ", ")).isEqualTo("a, b, c, d, e");
    }

    @Test
    void countsWhatItDoesNotTell() {
        assertThat(FirstFew.of(List.of("a", "b", "c", "d", "e", "f", "g"), "; "))
                .isEqualTo("a; b; c; d; e and 2 more");
        assertThat(FirstFew.of(List.of("a", "b", "c"), ", ", 1)).isEqualTo("a and 2 more");
    }
}

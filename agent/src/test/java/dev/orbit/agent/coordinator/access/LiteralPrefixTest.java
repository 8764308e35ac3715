// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralPrefixTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            billing,          billing,   true
            billing\\.eu,     billing.eu, true
            team-a.*,         team-a,    false
            team-a\\..*,      team-a.,   false
            .*,               "",        false
            abc+,             ab,        false
            abc*,             ab,        false
            abc?,             ab,        false
            "abc{0,2}",       ab,        false
            abc\\.?,          abc,       false
            ab[cd],           ab,        false
            a(b),             a,         false
            abc$,             abc,       false
            ^abc,             "",        false
            abc|abd,          "",        false
            ab\\d,            ab,        false
            ab\\Qc.d\\E,      ab,        false
            (?i)abc,          "",        false
            """)
    void knowsHowEveryMatchBegins(String regex, String text, boolean isWhole) {
        assertThat(LiteralPrefix.of(regex)).isEqualTo(new LiteralPrefix(text, isWhole));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriedOutTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/changes             | {'dry_run': true, 'changes': []}    | true",
                "/v1/migrations/initiate | {'topics': ['a'], 'dry_run': true}  | true",
                "/v1/links/validate      | {}                                  | true",
                "/v1/changes             | {'changes': []}                     | false",
                "/v1/changes             | {'dry_run': false}                  | false",
                "/v1/changes             | {'dry_run': 'true'}                 | false",
                "/v1/changes             | {'dry_run': false, 'dry_run': true} | false",
                "/v1/changes             | {'changes': [{'dry_run': true}]}    | false",
                "/v1/changes             | ['dry_run']                         | false",
                "/v1/changes             | {'dry_run': true                    | false",
                "/v1/migrations/abort    | {'topics': ['a']}                   | false"
            })
    void onlyWhatSaysSoItself(String path, String body, boolean isOnly) {
        assertThat(TriedOut.isOnly(path, body.replace('\'', '"'))).isEqualTo(isOnly);
    }
}

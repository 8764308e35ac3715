// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.FetchSettings;
import org.junit.jupiter.api.Test;

class StrayFetchersTest {

    /** They are there besides the fetchers of the mirror, whose settings say how much memory there is for those. */
    @Test
    void readLittleAtOnceAndNoMoreThanTheLinkAllows() {
        assertThat(StrayFetchers.small(FetchSettings.DEFAULTS)).isEqualTo(new FetchSettings(1, 4 << 20, 4 << 20, null));
        assertThat(StrayFetchers.small(new FetchSettings(8, 1_000, 100, 7L)))
                .isEqualTo(new FetchSettings(1, 1_000, 100, 7L));
    }
}

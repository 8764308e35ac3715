// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    private static Snapshot.Topic topic(@Nullable Long offsetLag, @Nullable Double timeLagSeconds) {
        return new Snapshot.Topic(
                "prod",
                "orders",
                "orders",
                "orders",
                MigrationState.PROXY,
                MirrorState.ACTIVE,
                offsetLag,
                timeLagSeconds,
                null,
                null,
                List.of());
    }

    private static Pace pace(long before, long now) {
        return Pace.between(topic(before, 9.0), topic(now, 9.0), 2).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000 |   900 | comes nearer by 50 records/s, and is there in about 18 s | false",
                "1000 |   998 | comes nearer by 1 records/s, and is there in about 17 min | true",
                "1000 |   999 | comes no nearer                                        | true",
                "1000 |  5000 | comes no nearer                                        | true",
                "1000 |     0 | has caught up by now                                   | false"
            })
    void tellsWhatBecomesOfALag(long before, long now, String prospect, boolean isTooSlow) {
        assertThat(pace(before, now).prospect()).isEqualTo(prospect);
        assertThat(pace(before, now).isTooSlowFor(300)).isEqualTo(isTooSlow);
    }

    @Test
    void isNotToldOfWhatIsNotKnown() {
        assertThat(Pace.between(topic(null, 9.0), topic(1L, 9.0), 2)).isEmpty();
        assertThat(Pace.between(topic(1L, 9.0), topic(1L, null), 2)).isEmpty();
        assertThat(Pace.between(topic(1L, 9.0), topic(1L, 9.0), 0)).isEmpty();
    }

    @Test
    void isAskedForOnlyWhereACutoverWouldHaveToWait() {
        assertThat(Pace.isBehind(topic(1L, 1.5))).isTrue();
        assertThat(Pace.isBehind(topic(1L, 0.9))).isFalse();
        assertThat(Pace.isBehind(topic(0L, 0.0))).isFalse();
        assertThat(Pace.isBehind(topic(null, null))).isFalse();
    }
}

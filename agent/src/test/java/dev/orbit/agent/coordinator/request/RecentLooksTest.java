// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.lab.Documents;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentLooksTest {

    private static final LinkSpec EAST = link("east:9092");
    private static final LinkSpec WEST = link("west:9092");

    private long nowNanos = -5;
    private int looks;
    private final RecentLooks recent = new RecentLooks(() -> nowNanos);

    private static LinkSpec link(String bootstrapServers) {
        return ((Change.PutLink) Documents.putLink(bootstrapServers)).spec();
    }

    private String seen(String planId, LinkSpec link) throws SourceFailure {
        SourceLook.Origin origin = asked -> new SourceLook(
                new SourceScan(asked.sourceBootstrapBrokers().get(0).hostname() + ++looks, List.of()), List.of());
        return recent.of(planId, link, origin).scan().clusterId();
    }

    @Test
    void showsAPlanTheSameForTwoSeconds() throws Exception {
        assertThat(seen("p", EAST)).isEqualTo("east1");
        nowNanos += RecentLooks.RECENT_NANOS;
        assertThat(seen("p", EAST)).isEqualTo("east1");
        nowNanos++;
        assertThat(seen("p", EAST)).isEqualTo("east2");
    }

    @Test
    void keepsPlansAndLinksApart() throws Exception {
        assertThat(seen("p", EAST)).isEqualTo("east1");
        assertThat(seen("p", WEST)).isEqualTo("west2");
        assertThat(seen("q", EAST)).isEqualTo("east3");
        assertThat(seen("p", EAST)).isEqualTo("east1");
    }

    @Test
    void forgetsOnePlan() throws Exception {
        seen("p", EAST);
        seen("q", EAST);

        recent.forget("p");

        assertThat(seen("p", EAST)).isEqualTo("east3");
        assertThat(seen("q", EAST)).isEqualTo("east2");
    }

    @Test
    void remembersNoFailure() throws Exception {
        assertThatThrownBy(() -> recent.of("p", EAST, link -> {
                    throw new SourceFailure(List.of());
                }))
                .isInstanceOf(SourceFailure.class);

        assertThat(seen("p", EAST)).isEqualTo("east1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.agent.coordinator.duty.SourceQueries.SourceScan;
import dev.orbit.agent.lab.Documents;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentScansTest {

    private static final LinkSpec LINK = ((Change.PutLink) Documents.putLink("127.0.0.1:9092")).spec();
    private static final SourceScan SCAN = new SourceScan("cluster", List.of());

    private final RecentScans scans = new RecentScans();

    @Test
    void aScanIsUsedAgainForASecond() {
        assertThat(scans.of(LINK, 0)).isEmpty();

        scans.add(LINK, SCAN, 0);

        assertThat(scans.of(LINK, RecentScans.AGE_NANOS_MAX)).contains(SCAN);
        assertThat(scans.of(LINK, RecentScans.AGE_NANOS_MAX + 1)).isEmpty();
    }

    @Test
    void anotherDocumentOfTheLinkIsAnotherSource() {
        scans.add(LINK, SCAN, 0);

        LinkSpec other = ((Change.PutLink) Documents.putLink("127.0.0.1:9093")).spec();

        assertThat(other.name()).isEqualTo(LINK.name());
        assertThat(scans.of(other, 0)).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan of many resources asks of the agents. */
class ScaleIT {

    private static final int MAPPINGS = 500;

    private static final String MANY = """
            resource "orbit_topic_mapping" "many" {
              count        = %d
              link         = orbit_link.prod.name
              source_topic = "topic-${count.index}"
            }
            """.formatted(MAPPINGS);

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    @Test
    void readsTheAgentsOnceAndTriesManyChangesAtOnce() throws Exception {
        lab.plan(OrbitLab.LINK, MANY).exits(2);

        assertThat(lab.agents.snapshotCount()).isEqualTo(1);
        assertThat(lab.agents.trialCount()).isLessThan(MAPPINGS / 2);

        lab.apply(OrbitLab.LINK, MANY);
        int snapshots = lab.agents.snapshotCount();
        int trials = lab.agents.trialCount();
        lab.plan(OrbitLab.LINK, MANY).exits(0);

        assertThat(lab.agents.snapshotCount() - snapshots).isEqualTo(1);
        assertThat(lab.agents.trialCount()).isEqualTo(trials);

        lab.plan(OrbitLab.LINK, MANY.replace("count  ", "priority = 7\n  count  "))
                .exits(2);

        assertThat(lab.agents.snapshotCount() - snapshots).isEqualTo(2);
        assertThat(lab.agents.trialCount() - trials).isLessThan(MAPPINGS / 2);
    }
}

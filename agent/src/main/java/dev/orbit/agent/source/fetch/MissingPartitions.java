// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.fetch;

import dev.orbit.agent.source.connect.SourceTopology;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells targets that metadata says their source is not there: no fetcher would, for there is no leader to ask. As a
 * broker may be late to hear of a topic, it takes some answers in a row. Confined to the metadata thread.
 */
final class MissingPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(MissingPartitions.class);
    private static final int ANSWER_COUNT = 3;

    private Map<PartitionFetch, Integer> counts = new HashMap<>();

    /** Returns whether it takes more answers to be sure. */
    boolean tell(Collection<PartitionFetch> fetches, SourceTopology topology) {
        Map<PartitionFetch, Integer> next = new HashMap<>();
        boolean unsure = false;
        for (PartitionFetch fetch : fetches) {
            Errors problem = FetchRouting.problem(fetch, topology);
            if (problem != null) {
                int count = counts.getOrDefault(fetch, 0) + 1;
                next.put(fetch, count);
                unsure |= count < ANSWER_COUNT;
                if (count >= ANSWER_COUNT || FetchVerdict.of(problem) == FetchVerdict.TELL) {
                    tell(fetch, problem);
                }
            }
        }
        counts = next;
        return unsure;
    }

    private void tell(PartitionFetch fetch, Errors problem) {
        if (!fetch.acquire(this)) {
            return;
        }
        try {
            fetch.target().failed(problem, problem.message());
        } catch (RuntimeException e) {
            LOG.error("The target of {} failed on being told that its source is missing.", fetch.partition(), e);
        } finally {
            fetch.release(this);
        }
    }
}

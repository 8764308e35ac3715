// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether mirrors have heard those leaders of the source that said where it ends. A mirror that fetched from an earlier one
 * alone may hold what a new one, elected uncleanly, never had and has grown beyond since: both end at one offset with other
 * records. Pure.
 */
final class SourceLeaders {

    private SourceLeaders() {}

    /** The partitions whose mirrors have not, each in words; none while the source has not said where it ends. */
    static List<String> unheard(Evidence evidence) {
        return IntStream.range(0, evidence.partitions().size())
                .boxed()
                .flatMap(partition -> unheard(partition, evidence).stream())
                .toList();
    }

    /** That a partition's mirror has not; empty also where nobody leads it. */
    static Optional<String> unheard(int partition, Evidence evidence) {
        return evidence.sourceEnds()
                .filter(ends -> partition < ends.size())
                .map(ends -> ends.get(partition))
                .filter(end -> evidence.partitions()
                        .get(partition)
                        .filter(local -> !hasHeard(local, end))
                        .isPresent())
                .map(end -> "partition " + partition + "'s mirror has not heard the source's leader of epoch "
                        + end.leaderEpoch() + " yet");
    }

    /** A later leader than that one is none that said anything of the end: it is asked in a moment. */
    private static boolean hasHeard(PartitionEvidence local, SourceEnd end) {
        Integer heard = local.heardLeaderEpoch();
        return heard == null || !end.isOfKnownLeader() || heard == end.leaderEpoch();
    }
}

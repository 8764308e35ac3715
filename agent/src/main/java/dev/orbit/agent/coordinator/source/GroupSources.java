// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.source;

import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import dev.orbit.schemas.LinkSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The consumer groups of source clusters. Calls block, for a bounded time. */
@FunctionalInterface
public interface GroupSources {

    /**
     * Every wanted group with all it committed.
     *
     * @param topics those whose ids matter
     */
    SourceGroups groups(LinkSpec link, Predicate<String> wanted, Set<String> topics) throws SourceFailure;

    /**
     * What a source cluster has.
     *
     * @param answering the topics that the groups committed on, as far as their ids matter
     * @param others wanted groups of a kind that commits no offsets, by name, each with the reason
     * @param lack why groups are missing, with the remedy; null when all are there
     */
    record SourceGroups(
            AnsweringTopics answering,
            List<SourceGroup> groups,
            Map<String, String> others,
            @Nullable String lack) {
        public SourceGroups {
            groups = List.copyOf(groups);
            others = Map.copyOf(others);
        }
    }

    /**
     * A group and its commits, by source topic.
     *
     * @param failure why this one's commits cannot be read, with the remedy; null when they can
     */
    record SourceGroup(
            String name,
            Map<PartitionName, Commit> commits,
            @Nullable String failure) {
        public SourceGroup {
            commits = Map.copyOf(commits);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.duty;

import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** The consumer groups of the destination cluster. Calls block, for a bounded time. */
public interface GroupDestination {

    /** Groups with members. */
    Set<String> activeGroups() throws Exception;

    /** What each of the groups has committed; a group that does not exist has committed nothing. */
    Map<String, Commits> commits(Collection<String> groups) throws Exception;

    /**
     * Commits for a group without members.
     *
     * @param topicIds by name, as far as they are known: a commit for another topic of the name is refused
     * @return the partitions that were refused, each with the reason
     */
    Map<PartitionName, String> commit(String group, Map<PartitionName, Commit> commits, Map<String, String> topicIds)
            throws Exception;

    /**
     * Deletes a group's commits on these partitions.
     *
     * @return the partitions that were refused, each with the reason
     */
    Map<PartitionName, String> delete(String group, Collection<PartitionName> partitions) throws Exception;

    /**
     * The commits of one group.
     *
     * @param isPending whether an open transaction holds further ones
     */
    record Commits(boolean isPending, Map<PartitionName, Commit> commits) {
        public Commits {
            commits = Map.copyOf(commits);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.destination;

import dev.orbit.agent.group.Commit;
import dev.orbit.agent.group.PartitionName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The consumer groups of the destination cluster. Calls block, for a bounded time. */
public interface GroupDestination {

    /** Which of the groups have members. */
    Activity activity(Collection<String> groups) throws Exception;

    /**
     * Which groups have members.
     *
     * @param groups that have, be they asked for or not
     * @param untold of those asked for: why it cannot be told of a group, which may have some then
     */
    record Activity(Set<String> groups, Map<String, String> untold) {
        public Activity {
            groups = Set.copyOf(groups);
            untold = Map.copyOf(untold);
        }
    }

    /**
     * What each of the groups has committed; a group that does not exist has committed nothing. Fails where none of them
     * can be told.
     */
    Map<String, Commits> commits(Collection<String> groups) throws Exception;

    /** What one group has committed. */
    default Commits commits(String group) throws Exception {
        Commits found = commits(List.of(group)).getOrDefault(group, Commits.NONE);
        if (found.failure() != null) {
            throw new NotToldException(found.failure());
        }
        return found;
    }

    /** What a group has committed could not be told, and why. */
    final class NotToldException extends Exception {
        private static final long serialVersionUID = 1L;

        NotToldException(String message) {
            super(message);
        }
    }

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
     * @param failure why it cannot be told; null when it can
     */
    record Commits(
            boolean isPending,
            Map<PartitionName, Commit> commits,
            @Nullable String failure) {

        /** Of a group that has none. */
        public static final Commits NONE = new Commits(false, Map.of(), null);

        public Commits {
            commits = Map.copyOf(commits);
        }
    }
}

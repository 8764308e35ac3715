// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** What is asked of a source about a link's principals. Nothing is changed there. Calls block, for a bounded time. */
public interface SourceAccess {

    /** Every bootstrap address in its order, and every other one that the brokers give of themselves. */
    List<Broker> reach(LinkSpec link, Principal as) throws NoAccessException;

    /** What the principal may do on the cluster, nothing where it may not Describe it; empty: the source does not tell. */
    Optional<Set<AclOperation>> onCluster(LinkSpec link, Principal as) throws NoAccessException;

    /** What the principal may do on each of these topics. */
    Map<String, OnTopic> onTopics(LinkSpec link, Principal as, Collection<String> topics) throws NoAccessException;

    /** The groups that the source shows to the reader. */
    List<String> groups(LinkSpec link) throws NoAccessException;

    /** Which of these groups the reader may not Describe, whether they exist or not. */
    Set<String> groupsRefused(LinkSpec link, Collection<String> groups) throws NoAccessException;

    /** Whether the source wants more than Write of the proxy for batches of idempotent producers, and does not grant it. */
    boolean refusesIdempotentWrites(LinkSpec link) throws NoAccessException;

    /** Whether the reader may not read the source's ACLs; fails where there are none to read. */
    boolean refusesAcls(LinkSpec link) throws NoAccessException;

    /** Whether the reader may not read the configs of the source's brokers. */
    boolean refusesBrokerConfigs(LinkSpec link) throws NoAccessException;

    /**
     * How one address fared.
     *
     * @param isBootstrap false: an address that the brokers give of themselves
     * @param clusterId null when it did not answer, or does not tell
     * @param failure null when it answered
     * @param isAboutCredentials whether the failure is a handshake's, and another principal may fare better
     */
    record Broker(
            String address,
            boolean isBootstrap,
            @Nullable String clusterId,
            @Nullable Problem failure,
            boolean isAboutCredentials) {}

    /** What a principal may do on one topic. */
    sealed interface OnTopic {}

    /** The source told. */
    record Told(Set<AclOperation> operations) implements OnTopic {
        public Told {
            operations = Set.copyOf(operations);
        }
    }

    /** The topic can be seen; the source is too old to tell more. */
    record Untold() implements OnTopic {}

    /** There is no such topic. */
    record Absent() implements OnTopic {}

    /**
     * The principal may not Describe it, whether it exists or not.
     *
     * @param mayDescribeConfigs which is another privilege; false where that is not needed
     */
    record Hidden(boolean mayDescribeConfigs) implements OnTopic {}

    /** The source could not be asked. */
    final class NoAccessException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient List<Problem> problems;

        /** For one or more problems, whose fields are relative to the link document. */
        public NoAccessException(List<Problem> problems) {
            super(problems.get(0).message() + " " + problems.get(0).remedy());
            this.problems = List.copyOf(problems);
        }

        public List<Problem> problems() {
            return problems;
        }
    }
}

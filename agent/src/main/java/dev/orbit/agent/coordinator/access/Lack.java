// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

import dev.orbit.schemas.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.SecurityUtils;

/** Words for privileges that a principal lacks, the same wherever a lack is found. Pure. */
final class Lack {

    private static final String CODE = "missing_privilege";

    private Lack() {}

    /** On some topics, all of which are named. */
    static Problem onTopics(Principal who, Set<AclOperation> operations, Collection<String> topics) {
        return problem(who, operations, named("topic", topics), "");
    }

    /** On some groups, all of which are named. */
    static Problem onGroups(Principal who, Set<AclOperation> operations, Collection<String> groups) {
        return problem(who, operations, named("group", groups), "");
    }

    /** @param consequence what follows, as a sentence */
    static Problem onCluster(Principal who, AclOperation operation, String consequence) {
        return problem(who, Set.of(operation), "the cluster", " " + consequence);
    }

    private static Problem problem(Principal who, Set<AclOperation> operations, String what, String consequence) {
        String lacked = words(operations) + " on " + what;
        return new Problem(
                CODE,
                "The source does not allow " + who.words() + " " + lacked + "." + consequence,
                who.field(),
                "Grant " + lacked + " to that principal at the source.");
    }

    private static String named(String kind, Collection<String> names) {
        return kind + (names.size() == 1 ? " " : "s ") + String.join(", ", new TreeSet<>(names));
    }

    private static String words(Set<AclOperation> operations) {
        List<String> words =
                operations.stream().map(SecurityUtils::operationName).sorted().collect(Collectors.toList());
        String last = words.remove(words.size() - 1);
        return words.isEmpty() ? last : String.join(", ", words) + " and " + last;
    }
}

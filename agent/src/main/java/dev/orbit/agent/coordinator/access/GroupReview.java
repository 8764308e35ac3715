// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.access;

import dev.orbit.agent.coordinator.access.SourceAccess.NoAccessException;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What the reader lacks to copy groups. A source leaves out of its list, without a word, the groups that a principal may
 * not Describe, unless it may Describe the cluster. So the source is asked for a name that nobody has given to a group, and
 * that an include matches: whoever may Describe that may Describe all that the include matches.
 */
public final class GroupReview {

    /** Behind the beginning of what an include matches: granted to nobody by its own name. */
    static final String NOBODYS = "orbit-asks-whether-it-may-see-such-groups";

    private static final String HIDDEN =
            "So it leaves out, without a word, the groups that the principal may not Describe:"
                    + " some that consumer_groups.include matches may be missing (";

    private final SourceAccess access;
    private final LinkSpec link;

    public GroupReview(SourceAccess access, LinkSpec link) {
        this.access = access;
        this.link = link;
    }

    /**
     * What was found.
     *
     * @param unseen groups that an include names in full, and that the source does not show
     */
    public record Findings(List<Problem> problems, Set<String> unseen) {
        public Findings {
            problems = List.copyOf(problems);
            unseen = Set.copyOf(unseen);
        }
    }

    /**
     * Everything that is lacking. Blocks.
     *
     * @param shown the groups that are to be copied, of those that the source shows
     */
    public Findings review(Collection<String> shown) throws NoAccessException {
        Set<String> named = new TreeSet<>();
        for (String include : link.consumerGroups().include()) {
            LiteralPrefix prefix = LiteralPrefix.of(include);
            if (prefix.isWhole()) {
                named.add(prefix.text());
            }
        }
        Set<String> asked = new TreeSet<>(shown);
        asked.addAll(named);
        List<Problem> problems = new ArrayList<>();
        Set<String> refused = new TreeSet<>(access.groupsRefused(link, asked));
        if (!refused.isEmpty()) {
            problems.add(Lack.onGroups(Principal.READER, Set.of(AclOperation.DESCRIBE), refused));
        }
        problems.addAll(hidden());
        named.removeAll(shown);
        named.removeAll(refused);
        return new Findings(problems, named);
    }

    /** Whether the source may hide groups that are to be copied. Blocks. */
    public List<Problem> hidden() throws NoAccessException {
        Map<String, String> asked = includesByNobodys(link.consumerGroups());
        if (asked.isEmpty()) {
            return List.of();
        }
        boolean seesAll =
                access.onCluster(link, Principal.READER).orElse(Set.of()).contains(AclOperation.DESCRIBE);
        Set<String> refused = seesAll ? Set.of() : access.groupsRefused(link, asked.keySet());
        if (refused.isEmpty()) {
            return List.of();
        }
        List<String> includes = refused.stream()
                .map(name -> asked.getOrDefault(name, name))
                .sorted()
                .toList();
        return List.of(
                Lack.onCluster(Principal.READER, AclOperation.DESCRIBE, HIDDEN + String.join(", ", includes) + ")."));
    }

    private static Map<String, String> includesByNobodys(ConsumerGroupSettings settings) {
        Map<String, String> includes = new LinkedHashMap<>();
        for (String include : settings.include()) {
            LiteralPrefix prefix = LiteralPrefix.of(include);
            if (!prefix.isWhole()) {
                includes.put(prefix.text() + NOBODYS, include);
            }
        }
        return includes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.acl;

import static dev.orbit.agent.state.AclPattern.literal;
import static dev.orbit.agent.state.AclPattern.prefixed;

import dev.orbit.agent.state.AclPattern;
import dev.orbit.schemas.ConsumerGroupSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a source's patterns are called at the destination. Together, the patterns that one becomes cover exactly the
 * mirror topics whose source topics it covers: a prefix or {@code *} stays one where every mirror topic that it would
 * cover is such a topic, and is spelled out topic by topic where not.
 */
public final class AclTranslation {

    private final MirrorNames names;
    private final ConsumerGroupSettings groups;
    private final Map<AclPattern, Outcome> known = new HashMap<>();

    public AclTranslation(MirrorNames names, ConsumerGroupSettings groups) {
        this.names = names;
        this.groups = groups;
    }

    /**
     * Of one pattern.
     *
     * @param reason why there are none; null when there are
     */
    record Outcome(List<AclPattern> patterns, @Nullable String reason) {
        Outcome {
            patterns = List.copyOf(patterns);
        }

        private static Outcome of(AclPattern pattern) {
            return new Outcome(List.of(pattern), null);
        }

        private static Outcome none(String reason) {
            return new Outcome(List.of(), reason);
        }
    }

    Outcome of(AclPattern source) {
        return known.computeIfAbsent(source, this::translate);
    }

    private Outcome translate(AclPattern source) {
        return switch (source.type()) {
            case TOPIC -> topics(source);
            case GROUP -> groups(source);
            case TRANSACTIONAL_ID, CLUSTER -> Outcome.of(source);
        };
    }

    private Outcome topics(AclPattern source) {
        List<String> covered = names.coveredAtSource(source);
        if (covered.isEmpty()) {
            return Outcome.none("It covers no topic that the link mirrors and that has not migrated.");
        }
        List<AclPattern> patterns = new ArrayList<>();
        boolean staysAsItIs =
                !source.isOne() && covered.stream().anyMatch(source::covers) && names.meansTheSame(source);
        if (staysAsItIs) {
            patterns.add(source);
        }
        covered.stream()
                .filter(topic -> !staysAsItIs || !source.covers(topic))
                .map(topic -> literal(AclPattern.Type.TOPIC, topic))
                .forEach(patterns::add);
        return new Outcome(patterns, null);
    }

    private Outcome groups(AclPattern source) {
        String prefix = groups.destinationGroupPrefix();
        if (source.isAll()) {
            return Outcome.of(prefix.isEmpty() ? source : prefixed(AclPattern.Type.GROUP, prefix));
        }
        if (source.isOne() && !groups.includes(source.name())) {
            return Outcome.none("The link's consumer_groups does not include the group.");
        }
        return Outcome.of(new AclPattern(AclPattern.Type.GROUP, source.match(), prefix + source.name()));
    }
}

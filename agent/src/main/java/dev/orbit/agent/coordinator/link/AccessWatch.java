// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.link;

import dev.orbit.agent.coordinator.access.GroupReview;
import dev.orbit.agent.coordinator.access.Principal;
import dev.orbit.agent.coordinator.access.SourceAccess;
import dev.orbit.agent.coordinator.access.SourceAccess.NoAccessException;
import dev.orbit.agent.coordinator.access.TopicReview;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Looks for what nothing else would tell while it does not matter yet: that the proxy may not write where nobody produces
 * at the moment, and that the source may leave groups out of its list without a word.
 */
public final class AccessWatch implements Duty {

    private final LinkWatch links;
    private final SourceAccess access;
    private final long refreshNanos;
    private final Inquiries<Key, List<String>> looks;
    private final Map<String, List<String>> problems = new ConcurrentHashMap<>();

    public AccessWatch(LinkWatch links, SourceAccess access, long refreshNanos, Executor executor, Runnable wake) {
        this.links = links;
        this.access = access;
        this.refreshNanos = refreshNanos;
        this.looks = new Inquiries<>(executor, wake);
    }

    private record Key(String link, long revision, Set<String> proxied) {}

    /** What a link's principals lack, each with the remedy. */
    public List<String> problems(String link) {
        return problems.getOrDefault(link, List.of());
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Map<String, LinkDocument> known = situation.image().links();
        problems.keySet().retainAll(known.keySet());
        List<Key> current = new ArrayList<>();
        for (LinkDocument link : known.values()) {
            String name = link.spec().name();
            Key key = new Key(name, link.revision(), proxied(situation, name));
            boolean matters =
                    !key.proxied().isEmpty() || link.spec().consumerGroups().copyOffsetsEnabled();
            if (!matters || links.scan(name).isEmpty()) {
                problems.remove(name);
                continue;
            }
            current.add(key);
            looks.ask(key, () -> look(link.spec(), key.proxied()), refreshNanos, situation.nowNanos())
                    .ifPresent(answer -> {
                        List<String> found = answer.value();
                        problems.put(name, found == null ? List.of(String.valueOf(answer.failure())) : found);
                    });
        }
        looks.retain(current::contains);
        return List.of();
    }

    /** By name at the source. */
    private static Set<String> proxied(Situation situation, String link) {
        Set<String> proxied = new TreeSet<>();
        for (MirrorTopic topic : situation.image().topics().values()) {
            boolean forwards =
                    topic.migration() instanceof Migration.Proxy || topic.migration() instanceof Migration.Migrating;
            if (topic.link().equals(link)
                    && forwards
                    && topic.failure() == null
                    && !topic.trouble().isDeleted()) {
                proxied.add(topic.sourceTopic());
            }
        }
        return proxied;
    }

    private List<String> look(LinkSpec link, Set<String> proxied) {
        List<String> found = new ArrayList<>();
        if (!proxied.isEmpty() && link.autoMigrationSourceClusterCredentials() != null) {
            add(
                    found,
                    "Producers cannot be proxied: ",
                    () -> TopicReview.lacks(Principal.PROXY, access.onTopics(link, Principal.PROXY, proxied)));
        }
        if (link.consumerGroups().copyOffsetsEnabled()) {
            add(found, "Consumer groups may be missing: ", () -> new GroupReview(access, link).hidden());
        }
        return found;
    }

    private interface Question {
        List<Problem> ask() throws NoAccessException;
    }

    private static void add(List<String> found, String what, Question question) {
        List<Problem> problems;
        try {
            problems = question.ask();
        } catch (NoAccessException e) {
            problems = e.problems();
        }
        problems.forEach(problem -> found.add(what + problem.message() + " " + problem.remedy()));
    }
}

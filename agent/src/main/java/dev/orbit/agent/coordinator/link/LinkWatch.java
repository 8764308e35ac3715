// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.link;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.core.TopicFigures.Circumstances;
import dev.orbit.agent.coordinator.source.SourceIdentity;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.LinkState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Looks at every link's source again and again; learns, once, which cluster it is. */
public final class LinkWatch implements Duty {

    private final SourceQueries sources;
    private final String ownClusterId;
    private final long refreshNanos;
    private final Inquiries<Key, SourceScan> scans;
    private final Map<String, Health> health = new ConcurrentHashMap<>();
    private final Map<String, SourceScan> usable = new ConcurrentHashMap<>();
    private @Nullable Members term;

    /** By link, as long as no mapping changes: there may be thousands. */
    private final Map<String, List<MappingDocument>> ordered = new HashMap<>();

    private @Nullable Map<String, MappingDocument> orderedOf;

    public LinkWatch(SourceQueries sources, String ownClusterId, long refreshNanos, Executor executor, Runnable wake) {
        this.sources = sources;
        this.ownClusterId = ownClusterId;
        this.refreshNanos = refreshNanos;
        this.scans = new Inquiries<>(executor, wake);
    }

    /** A changed link is looked at at once, and a new term takes nothing over from an earlier one. */
    private record Key(String link, long revision, List<MappingDocument> mappings, Members term) {}

    /**
     * How a link fares.
     *
     * @param error null when nothing is wrong
     */
    public record Health(LinkState state, @Nullable String error) {}

    public Health health(String link) {
        return health.getOrDefault(link, new Health(LinkState.PENDING, null));
    }

    /** The newest scan of a source that is the right cluster. */
    public Optional<SourceScan> scan(String link) {
        return Optional.ofNullable(usable.get(link));
    }

    /** What a mirror topic's figures are seen with. */
    public Circumstances circumstances(StateImage image, MirrorTopic topic) {
        return new Circumstances(
                health(topic.link()).error(),
                Declared.isPaused(image, topic.link()),
                topic.trouble().isDeleted() && Declared.followsDeletion(image, topic));
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        var links = situation.image().links();
        forgetEarlierTerm(situation.members());
        health.keySet().retainAll(links.keySet());
        usable.keySet().retainAll(links.keySet());
        Map<LinkDocument, Key> keys = new LinkedHashMap<>();
        links.values().forEach(link -> keys.put(link, key(situation, link)));
        scans.retain(keys::containsValue);
        List<StateRecord> records = new ArrayList<>();
        keys.forEach((link, key) -> scans.ask(key, () -> sources.scan(link.spec()), refreshNanos, situation.nowNanos())
                .ifPresent(answer -> learn(link, links.values(), answer).ifPresent(records::add)));
        return records;
    }

    /** While another agent was the coordinator, what was seen may have been deleted and made anew. */
    private void forgetEarlierTerm(Members current) {
        if (current != term) {
            term = current;
            health.clear();
            usable.clear();
        }
    }

    @SuppressWarnings("ReferenceEquality") // images share what did not change
    private Key key(Situation situation, LinkDocument link) {
        StateImage image = situation.image();
        if (orderedOf != image.mappings()) {
            orderedOf = image.mappings();
            ordered.clear();
        }
        String name = link.spec().name();
        return new Key(name, link.revision(), ordered.computeIfAbsent(name, image::mappingsOf), situation.members());
    }

    private Optional<StateRecord> learn(LinkDocument link, Collection<LinkDocument> links, Answer<SourceScan> answer) {
        String name = link.spec().name();
        SourceScan scan = answer.value();
        if (scan == null) {
            health.put(name, new Health(LinkState.UNREACHABLE, answer.reason().orElse("")));
            return Optional.empty();
        }
        Optional<String> wrong = SourceIdentity.wrong(link, scan.clusterId(), ownClusterId)
                .or(() -> SourceIdentity.clash(link, scan.clusterId(), links, ownClusterId));
        if (wrong.isPresent()) {
            usable.remove(name);
            health.put(name, new Health(LinkState.FAILED, wrong.get()));
            return Optional.empty();
        }
        health.put(name, new Health(LinkState.ACTIVE, null));
        if (link.sourceClusterId() == null) {
            return Optional.of(StateRecord.of(link.withSourceClusterId(scan.clusterId())));
        }
        usable.put(name, scan);
        return Optional.empty();
    }
}

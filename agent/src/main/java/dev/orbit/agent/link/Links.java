// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.command.Command.LinkReport;
import dev.orbit.agent.link.LinkClients.UnresolvedLinkException;
import dev.orbit.agent.metrics.OrbitMetrics;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.MirrorState;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtimes of all links whose source is known, each in step with its document. */
public final class Links implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    private final LinkClients clients;
    private final String ownClusterId;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final Map<String, String> unresolved = new ConcurrentHashMap<>();

    /** What they were forwarding may have no outcome yet. */
    private final Set<LinkRuntime> retired = ConcurrentHashMap.newKeySet();

    private final LinkMeters meters;
    private volatile StateImage image = StateImage.EMPTY;

    /** @param unmirroredTopics of a link, by its name, as far as this agent knows */
    public Links(
            LinkClients clients, String ownClusterId, OrbitMetrics metrics, ToDoubleFunction<String> unmirroredTopics) {
        this.clients = clients;
        this.ownClusterId = ownClusterId;
        this.meters = new LinkMeters(
                metrics,
                name -> {
                    Running found = running.get(name);
                    return found == null ? null : found.runtime();
                },
                this::troubledTopics,
                unmirroredTopics);
    }

    private long troubledTopics(String link, MirrorState trouble) {
        return image.topics().values().stream()
                .filter(topic -> topic.link().equals(link) && topic.troubled() == trouble)
                .count();
    }

    private record Running(LinkSpec spec, String sourceClusterId, LinkRuntime runtime) {
        boolean isOf(LinkDocument link) {
            return LinkRuntime.isOneFor(spec, link.spec()) && sourceClusterId.equals(link.sourceClusterId());
        }
    }

    /** Starts, restarts and stops runtimes; called by one thread. */
    public void reconcile(StateImage image) {
        this.image = image;
        for (Map.Entry<String, Running> entry : Map.copyOf(running).entrySet()) {
            LinkDocument link = image.links().get(entry.getKey());
            if (link == null || !entry.getValue().isOf(link)) {
                running.remove(entry.getKey());
                retire(entry.getValue().runtime());
            }
        }
        retired.removeIf(LinkRuntime::isEnded);
        unresolved.keySet().retainAll(image.links().keySet());
        image.links().values().forEach(this::start);
        meters.measure(image.links().keySet());
        all().forEach(runtime -> runtime.agents(image.agents().size()));
    }

    private void retire(LinkRuntime runtime) {
        retired.add(runtime);
        runtime.retire();
    }

    private void start(LinkDocument link) {
        String name = link.spec().name();
        String sourceClusterId = link.sourceClusterId();
        if (sourceClusterId == null || running.containsKey(name)) {
            return;
        }
        try {
            ProducerIdTag tag = ProducerIdTag.of(sourceClusterId, ownClusterId);
            LinkRuntime runtime = LinkRuntime.start(clients, link.spec(), sourceClusterId, tag);
            running.put(name, new Running(link.spec(), sourceClusterId, runtime));
            unresolved.remove(name);
        } catch (UnresolvedLinkException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(unresolved.put(name, why))) {
                LOG.warn("link {} cannot be started: {}", name, why);
            }
        }
    }

    /** The runtime of a link, if it leads to that very source. */
    public Optional<LinkRuntime> runtime(String link, String sourceClusterId) {
        return Optional.ofNullable(running.get(link))
                .filter(found -> found.sourceClusterId().equals(sourceClusterId))
                .map(Running::runtime);
    }

    /** The logs of a source that no runtime leads to. */
    public SourceLog outOfReach(String sourceClusterId) {
        return new OutOfReach(ProducerIdTag.of(sourceClusterId, ownClusterId));
    }

    public Collection<LinkRuntime> all() {
        return running.values().stream().map(Running::runtime).toList();
    }

    /** How this agent fares with each link's source. */
    public Map<String, LinkReport> reports() {
        Map<String, LinkReport> reports = new HashMap<>();
        running.forEach((name, found) ->
                reports.put(name, new LinkReport(found.runtime().health().error())));
        unresolved.forEach((name, error) -> reports.put(name, new LinkReport(error)));
        return reports;
    }

    @Override
    public void close() {
        all().forEach(this::retire);
        retired.forEach(LinkRuntime::awaitEnd);
    }
}

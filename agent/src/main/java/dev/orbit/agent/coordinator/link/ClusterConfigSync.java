// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.link;

import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.ClusterSettings;
import dev.orbit.agent.coordinator.source.BrokerSettings;
import dev.orbit.agent.coordinator.source.BrokerSettings.Setting;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a source's cluster-wide settings the destination's, where a link asks for it; sets, and never takes away. */
public final class ClusterConfigSync implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterConfigSync.class);
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final LinkWatch links;
    private final BrokerSettings sources;
    private final ClusterSettings destination;
    private final long refreshNanos;
    private final Inquiries<Key, List<Map<String, Setting>>> readings;
    private final Inquiries<Alteration, Optional<String>> alterations;
    private final Map<String, Snapshot.ClusterConfig> reports = new ConcurrentHashMap<>();
    private final Map<String, String> errors = new ConcurrentHashMap<>();

    public ClusterConfigSync(
            LinkWatch links,
            BrokerSettings sources,
            ClusterSettings destination,
            long refreshNanos,
            Executor executor,
            Runnable wake) {
        this.links = links;
        this.sources = sources;
        this.destination = destination;
        this.refreshNanos = refreshNanos;
        this.readings = new Inquiries<>(executor, wake);
        this.alterations = new Inquiries<>(executor, wake);
    }

    private record Key(String link, long revision) {}

    private record Alteration(String name, String value) {}

    /** What became of the settings of a link's source; null where they are not copied, or not read yet. */
    public Snapshot.@Nullable ClusterConfig report(String link) {
        return reports.get(link);
    }

    /** Why the settings of a link's source cannot be read; null while they can. */
    public @Nullable String error(String link) {
        return errors.get(link);
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        Set<Key> asked = new HashSet<>();
        Set<String> copying = new HashSet<>();
        Set<Alteration> wanted = new HashSet<>();
        for (LinkDocument link : situation.image().links().values()) {
            LinkSpec spec = link.spec();
            if (!spec.clusterConfig().copySourceClusterConfiguration()) {
                continue;
            }
            copying.add(spec.name());
            if (!spec.isPaused() && links.scan(spec.name()).isPresent()) {
                Key key = new Key(spec.name(), link.revision());
                asked.add(key);
                readings.ask(
                                key,
                                () -> sources.brokerSettings(spec, ClusterConfig.names()),
                                refreshNanos,
                                situation.nowNanos())
                        .ifPresent(answer -> copy(situation, spec.name(), answer, wanted));
            }
        }
        readings.retain(asked::contains);
        alterations.retain(wanted::contains);
        reports.keySet().retainAll(copying);
        errors.keySet().retainAll(copying);
        return List.of();
    }

    private void copy(
            Situation situation, String link, Answer<List<Map<String, Setting>>> answer, Set<Alteration> wanted) {
        List<Map<String, Setting>> brokers = answer.value();
        if (brokers == null) {
            String why =
                    answer.failure() == null ? "no answer" : answer.failure().getMessage();
            errors.put(link, "The source's cluster configuration cannot be read: " + why);
            return;
        }
        errors.remove(link);
        ClusterConfig config = ClusterConfig.of(brokers);
        Map<String, String> here = destination.clusterWide();
        Map<String, String> copied = new TreeMap<>();
        Map<String, String> notCopied = new TreeMap<>(config.unclear());
        notCopied.putAll(ClusterConfig.differentAtStart(brokers, destination));
        config.values().forEach((name, value) -> {
            if (value.equals(here.get(name))) {
                copied.put(name, value);
            } else {
                Alteration alteration = new Alteration(name, value);
                wanted.add(alteration);
                alterations
                        .ask(alteration, () -> set(alteration), RETRY_NANOS, situation.nowNanos())
                        .flatMap(Inquiries::refusal)
                        .ifPresent(refusal -> notCopied.put(name, "it cannot be " + value + " here: " + refusal));
            }
        });
        reports.put(link, new Snapshot.ClusterConfig(copied, notCopied));
    }

    private Optional<String> set(Alteration alteration) throws Exception {
        Optional<String> refusal = destination.set(alteration.name(), alteration.value());
        if (refusal.isEmpty()) {
            LOG.info("cluster-wide {} set to {}, as at the source", alteration.name(), alteration.value());
        }
        return refusal;
    }
}

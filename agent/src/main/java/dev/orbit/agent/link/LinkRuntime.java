// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.link.LinkClients.UnresolvedLinkException;
import dev.orbit.agent.source.admin.SourceAdmin;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.agent.source.connect.SourceTopology;
import dev.orbit.agent.source.fetch.FetchTarget;
import dev.orbit.agent.source.fetch.SourceFetchers;
import dev.orbit.agent.source.forward.SourceProducer;
import dev.orbit.agent.source.metadata.SourceMetadata;
import dev.orbit.agent.tag.ProducerIdTag;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One link at work in this agent, as long as its document leads to the source the same way: its fetchers and its proxy. */
public final class LinkRuntime implements SourceLog {

    private static final Logger LOG = LoggerFactory.getLogger(LinkRuntime.class);

    private static final long ASKING_WITHIN_MS = 10_000;

    private final String name;
    private final ProducerIdTag tag;
    private final LinkHealth health;
    private final SourceMetadata metadata;
    private final SourceFetchers fetchers;
    private final SourceAdmin admin;
    private final @Nullable SourceProducer producer;
    private final SourceQuestions questions;

    /** Beside those: the source may be deleting what is asked about. */
    private final SourceQuestions extentQuestions;

    private final SourceQuestions.Batched<Extent> extents;
    private final StrayFetchers strays;

    /** The proxy waits a little for its source's answers; whoever retires the link does not. */
    private final Thread ending;

    private LinkRuntime(
            LinkSpec link,
            String sourceClusterId,
            ProducerIdTag tag,
            SourceClientConfig reader,
            @Nullable SourceClientConfig proxy) {
        this.name = link.name();
        this.tag = tag;
        this.health = new LinkHealth(name);
        this.metadata = SourceMetadata.start(reader, sourceClusterId, health.mirror());
        this.fetchers = new SourceFetchers(reader, metadata, link.fetch());
        this.admin = new SourceAdmin(reader);
        this.strays = new StrayFetchers(reader, sourceClusterId, link.fetch(), fetchers, health.strays());
        this.producer = proxy == null
                ? null
                : SourceProducer.start(proxy, sourceClusterId, SourceProducer.Settings.DEFAULTS, health.proxy());
        this.ending = new Thread(this::end, "orbit-" + name + "-ending");
        this.ending.setDaemon(true);
        this.questions = new SourceQuestions(name, this::answered);
        this.extentQuestions = new SourceQuestions(name, this::answered);
        this.extents = extentQuestions.batched(this::extents);
    }

    static LinkRuntime start(LinkClients clients, LinkSpec link, String sourceClusterId, ProducerIdTag tag)
            throws UnresolvedLinkException {
        Credentials proxy = link.autoMigrationSourceClusterCredentials();
        return new LinkRuntime(
                link, sourceClusterId, tag, clients.reader(link), proxy == null ? null : clients.proxy(link, proxy));
    }

    /**
     * Whether a runtime of the one document serves the other as well. What else they say is nothing to a runtime, and one
     * that ends cuts off what the source has not answered yet: a link that is paused, say, goes on forwarding.
     */
    static boolean isOneFor(LinkSpec one, LinkSpec other) {
        return one.name().equals(other.name())
                && one.sourceBootstrapBrokers().equals(other.sourceBootstrapBrokers())
                && one.sourceClusterCredentials().equals(other.sourceClusterCredentials())
                && Objects.equals(
                        one.autoMigrationSourceClusterCredentials(), other.autoMigrationSourceClusterCredentials())
                && one.fetch().equals(other.fetch());
    }

    public String name() {
        return name;
    }

    @Override
    public ProducerIdTag tag() {
        return tag;
    }

    /** What concerns every mirrored partition of the link; null while nothing does. */
    public @Nullable String error() {
        return health.mirrorError();
    }

    LinkHealth health() {
        return health;
    }

    /** The proxy; null when the link has no credentials for one. */
    public @Nullable SourceProducer producer() {
        return producer;
    }

    /** Among how many agents the link's rate is divided. */
    void agents(int count) {
        fetchers.agents(count);
    }

    /** This agent's part of the link's rate; infinite where it has none. */
    double bytesPerSecond() {
        return fetchers.bytesPerSecond();
    }

    /** Fetches for these targets from now on, and for no others. */
    public void fetch(Set<? extends FetchTarget> targets) {
        var unused = fetchers.assign(targets);
    }

    /** Fetches for these too, which are of topics that have moved; for no others of those. */
    public void fetchStrays(Set<? extends FetchTarget> targets) {
        strays.fetch(targets);
    }

    /** A target that had no offset to ask for may have one now. */
    public void wakeup(TopicPartition partition) {
        fetchers.wakeup(partition);
    }

    /** How long ago a partition was last known to end at the source where its target was told; null: it never was. */
    public @Nullable Long sinceConfirmedMs(TopicPartition partition) {
        OptionalLong confirmedNanos = fetchers.confirmedNanos(partition);
        return confirmedNanos.isEmpty()
                ? null
                : Long.valueOf(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - confirmedNanos.getAsLong()));
    }

    @Override
    public void askExtent(TopicPartition partition, Consumer<Optional<Extent>> answer) {
        extents.ask(partition, answer);
    }

    private Map<TopicPartition, Extent> extents(Set<TopicPartition> partitions) throws SourceException {
        Map<TopicPartition, Extent> found = new HashMap<>();
        admin.extents()
                .of(partitions)
                .forEach((partition, at) -> found.put(partition, new Extent(at.startOffset(), at.endOffset())));
        return found;
    }

    @Override
    public void askEmptyUpTo(TopicPartition partition, Uuid topicId, long offset, LongConsumer answer) {
        questions.ask(partition, found -> found.ifPresent(answer::accept), () -> {
            SourceTopology.Leader leader = metadata.topology().leader(partition);
            OptionalLong end =
                    leader == null ? OptionalLong.empty() : fetchers.emptyUpTo(leader, partition, topicId, offset);
            return end.isPresent() ? Optional.of(end.getAsLong()) : Optional.empty();
        });
    }

    @Override
    public void askVanished(
            TopicPartition partition, Uuid topicId, Vanished vanished, Consumer<Optional<Boolean>> answer) {
        questions.ask(partition, answer, () -> {
            SourceTopology.Leader leader = metadata.topology().leader(partition);
            return leader == null
                    ? Optional.empty()
                    : fetchers.vanished(
                            leader,
                            partition,
                            topicId,
                            vanished.fromOffset(),
                            vanished.toOffset(),
                            vanished.afterEpoch(),
                            vanished.epoch());
        });
    }

    @Override
    public void askLatestEpoch(TopicPartition partition, IntConsumer answer) {
        questions.ask(partition, found -> found.ifPresent(answer::accept), () -> {
            SourceTopology.Leader leader = metadata.topology().leader(partition);
            OptionalInt epoch = leader == null || leader.epoch() < 0
                    ? OptionalInt.empty()
                    : fetchers.latestEpoch(leader, partition);
            return epoch.isPresent() ? Optional.of(epoch.getAsInt()) : Optional.empty();
        });
    }

    private void answered(TopicPartition partition) {
        fetchers.wakeup(partition);
        strays.wakeup(partition);
    }

    /**
     * Nothing is fetched or asked any more when this returns. The proxy takes nothing new; it, and what was asked last, end on
     * a thread of their own.
     */
    void retire() {
        questions.close();
        extentQuestions.close();
        ending.start();
        fetchers.close();
        strays.close();
        metadata.close();
    }

    private void end() {
        // what is being asked fails then
        admin.close();
        if (producer != null) {
            producer.close();
        }
        boolean isOver = questions.awaitEnd(ASKING_WITHIN_MS) && extentQuestions.awaitEnd(ASKING_WITHIN_MS);
        if (!isOver) {
            LOG.warn("link {}: a question to the source does not end", name);
        }
    }

    /** Whether what it forwarded has its outcome, once it is retired. */
    boolean isEnded() {
        return !ending.isAlive();
    }

    /** Once it is retired. */
    void awaitEnd() {
        try {
            ending.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

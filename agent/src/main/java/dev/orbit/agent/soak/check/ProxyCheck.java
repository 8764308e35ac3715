// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.check;

import dev.orbit.agent.soak.history.Estate;
import dev.orbit.agent.soak.history.TopicModel;
import dev.orbit.agent.soak.ledger.Receipt;
import dev.orbit.agent.soak.ledger.Receipts;
import dev.orbit.agent.soak.ledger.Stamp;
import dev.orbit.agent.soak.stage.Cluster;
import dev.orbit.agent.soak.stage.Positions;
import dev.orbit.agent.soak.stage.Stage;
import dev.orbit.agent.verify.TopicRecords;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.MirrorState;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;

/** Topics whose producers go through Orbit, at a quiet point. */
final class ProxyCheck {

    private final Stage stage;
    private final Receipts receipts;
    private final Figures figures;
    /** By topic and partition, when everything that was acknowledged was seen at the destination last. */
    private final Map<String, List<Integer>> leaderEpochs = new HashMap<>();

    private final Set<String> completeBefore = new HashSet<>();

    ProxyCheck(Stage stage, Receipts receipts, Figures figures) {
        this.stage = stage;
        this.receipts = receipts;
        this.figures = figures;
    }

    /** What has not come to rest yet. */
    List<Breach> missing(Estate estate) {
        Map<String, Snapshot.Topic> told = told();
        List<Breach> missing = new ArrayList<>();
        for (TopicModel topic : estate.proxied()) {
            Snapshot.@Nullable Topic known = told.get(topic.name());
            atRest(topic, known).ifPresent(missing::add);
            if (known != null && known.state() == MigrationState.PROXY) {
                missing.addAll(positions(topic));
            }
        }
        return missing;
    }

    private Map<String, Snapshot.Topic> told() {
        return stage.api().snapshot().topics().stream()
                .collect(Collectors.toMap(Snapshot.Topic::topic, topic -> topic));
    }

    private static Optional<Breach> atRest(TopicModel topic, Snapshot.@Nullable Topic told) {
        boolean isProxied = told != null
                && told.state() == MigrationState.PROXY
                && told.mirror() == MirrorState.ACTIVE
                && told.error() == null;
        boolean isComplete = told != null && told.state() == MigrationState.COMPLETE && told.completion() != null;
        return isProxied || isComplete
                ? Optional.empty()
                : Optional.of(new Breach(
                        Invariant.CUTOVERS_END,
                        topic.name(),
                        "it should be told as COMPLETE, or as PROXY and ACTIVE without an error, and is told as "
                                + (told == null
                                        ? "nothing"
                                        : told.state() + ", " + told.mirror() + ", " + told.error() + ", "
                                                + told.lastAttempt())));
    }

    private List<Breach> positions(TopicModel topic) {
        int count = stage.destinationCluster()
                .partitionCounts(List.of(topic.name()))
                .getOrDefault(topic.name(), 0);
        List<Positions> ofSource = stage.sourceCluster().positions(topic.name(), topic.partitions());
        List<Positions> ofMirror = stage.destinationCluster().positions(topic.name(), count);
        boolean arrived = count == topic.partitions();
        for (int i = 0; i < Math.min(count, topic.partitions()); i++) {
            arrived &= ofMirror.get(i).equals(ofSource.get(i));
        }
        return arrived
                ? List.of()
                : List.of(new Breach(
                        Invariant.THE_MIRROR_ARRIVES,
                        topic.name(),
                        "the source holds " + ofSource + ", the mirror " + ofMirror));
    }

    /** Those that Orbit still mirrors. */
    List<TopicModel> mirrored(Estate estate) {
        Map<String, Snapshot.Topic> told = told();
        return estate.proxied().stream()
                .filter(topic -> {
                    Snapshot.@Nullable Topic known = told.get(topic.name());
                    return known != null && known.state() == MigrationState.PROXY;
                })
                .toList();
    }

    /** Strays that are not accounted for yet; they are held back for a minute. */
    List<Breach> strays(Estate estate) {
        Map<String, Snapshot.Topic> told = told();
        List<Breach> missing = new ArrayList<>();
        for (TopicModel topic : estate.proxied()) {
            Snapshot.@Nullable Topic known = told.get(topic.name());
            Snapshot.@Nullable Completion completion = known == null ? null : known.completion();
            if (completion != null && isBeyond(completion, topic)) {
                Logs logs = logs(topic);
                for (Snapshot.CompletedPartition partition : completion.partitions()) {
                    logs.strays(partition)
                            .missing()
                            .map(what -> new Breach(
                                    Invariant.STRAYS_ARE_ACCOUNTED_FOR,
                                    topic.name() + "-" + partition.partition(),
                                    what))
                            .ifPresent(missing::add);
                }
            }
        }
        return missing;
    }

    private boolean isBeyond(Snapshot.Completion completion, TopicModel topic) {
        List<Positions> ofSource = stage.sourceCluster().positions(topic.name(), topic.partitions());
        return completion.partitions().stream()
                .anyMatch(partition -> ofSource.get(partition.partition()).highWatermark() > partition.finalOffset());
    }

    /**
     * Once all mirrors have arrived: what does not hold.
     *
     * @param tell a line for people
     */
    List<Breach> check(Estate estate, Consumer<String> tell) {
        receipts.keepOnly(estate.proxied().stream().map(TopicModel::name).collect(Collectors.toSet()));
        Map<String, Snapshot.Topic> told = told();
        List<Breach> breaches = new ArrayList<>();
        for (TopicModel topic : estate.proxied()) {
            Snapshot.@Nullable Topic known = told.get(topic.name());
            if (known != null) {
                check(topic, known, breaches);
                figures.attempted(topic.name(), known);
            }
        }
        figures.checked("proxied topics compared");
        tell.accept("held " + receiptCount(estate) + " receipts of proxied topics' producers against "
                + estate.proxied().stream()
                        .map(topic -> topic.name() + " " + state(told.get(topic.name())))
                        .collect(Collectors.joining(", ")));
        return breaches;
    }

    private int receiptCount(Estate estate) {
        return estate.proxied().stream()
                .mapToInt(topic -> receipts.of(topic.name()).size())
                .sum();
    }

    private static String state(Snapshot.@Nullable Topic told) {
        return told == null ? "untold" : told.state().toString();
    }

    private void check(TopicModel topic, Snapshot.Topic known, List<Breach> breaches) {
        List<Integer> epochs = stage.sourceCluster().leaderEpochs(topic.name(), topic.partitions());
        List<Integer> before = leaderEpochs.getOrDefault(topic.name(), List.of());
        Snapshot.@Nullable Completion completion = known.completion();
        Logs logs = logs(topic);
        for (int i = 0; i < topic.partitions(); i++) {
            String where = topic.name() + "-" + i;
            int epochBefore = i < before.size() ? before.get(i) : 0;
            Truncation truncation = completeBefore.contains(topic.name()) || epochs.get(i) <= epochBefore
                    ? Truncation.NONE
                    : new Truncation(
                            firstSince(topic, i, epochBefore),
                            completion == null
                                    ? Long.MAX_VALUE
                                    : completion.partitions().get(i).finalOffset());
            Passage passage = logs.passage(i, completion != null, truncation);
            passage.broken().stream()
                    .limit(1)
                    .forEach(what -> breaches.add(new Breach(Invariant.PROXIED_RECORDS_ARRIVE, where, what)));
            receipts.lost(topic.name(), passage.lost());
        }
        if (completion != null) {
            completion.partitions().forEach(partition -> breaches.addAll(logs.completed(topic.name(), partition)));
            completeBefore.add(topic.name());
        }
        figures.strays(topic.name(), logs.strayCount());
        leaderEpochs.put(topic.name(), epochs);
    }

    /** Where a leader after this epoch wrote first; the source's end where none did. */
    private long firstSince(TopicModel topic, int partition, int epoch) {
        Cluster source = stage.sourceCluster();
        long[] first = {
            source.positions(topic.name(), topic.partitions()).get(partition).highWatermark()
        };
        TopicRecords.forEach(source.client(), topic.name(), IsolationLevel.READ_UNCOMMITTED, record -> {
            if (record.partition() == partition && record.leaderEpoch().orElse(0) > epoch) {
                first[0] = Math.min(first[0], record.offset());
            }
        });
        return first[0];
    }

    private Logs logs(TopicModel topic) {
        return new Logs(
                Lying.in(stage.sourceCluster(), topic.name()),
                Lying.in(stage.destinationCluster(), topic.name()),
                Lying.in(stage.destinationCluster(), Strays.topic(topic.name())),
                receipts.of(topic.name()));
    }

    /** All there is of one topic. */
    private record Logs(
            Map<Integer, List<Lying>> source,
            Map<Integer, List<Lying>> destination,
            Map<Integer, List<Lying>> strays,
            Map<Stamp, Receipt> receipts) {

        Passage passage(int partition, boolean isComplete, Truncation truncation) {
            return new Passage(
                    receiptsOf(partition), of(destination, partition), of(source, partition), isComplete, truncation);
        }

        Strays strays(Snapshot.CompletedPartition completed) {
            int partition = completed.partition();
            return new Strays(
                    filtered(of(source, partition), record -> record.offset() >= completed.finalOffset()),
                    of(strays, partition),
                    receiptsOf(partition),
                    of(destination, partition));
        }

        long strayCount() {
            return strays.values().stream().mapToLong(List::size).sum();
        }

        /** Up to where it became COMPLETE both sides hold the same, and what came later is whose it should be. */
        List<Breach> completed(String topic, Snapshot.CompletedPartition completed) {
            String where = topic + "-" + completed.partition();
            Predicate<Lying> isBelow = record -> record.offset() < completed.finalOffset();
            List<Breach> breaches = new ArrayList<>();
            if (!filtered(of(source, completed.partition()), isBelow)
                    .equals(filtered(of(destination, completed.partition()), isBelow))) {
                breaches.add(new Breach(
                        Invariant.PREFIX,
                        where,
                        "below " + completed.finalOffset() + ", where it became COMPLETE, the source holds others"));
            }
            strays(completed)
                    .broken()
                    .map(what -> new Breach(Invariant.STRAYS_ARE_ACCOUNTED_FOR, where, what))
                    .ifPresent(breaches::add);
            return breaches;
        }

        private Map<Stamp, Receipt> receiptsOf(int partition) {
            return receipts.entrySet().stream()
                    .filter(one -> one.getKey().partition() == partition)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        private static List<Lying> of(Map<Integer, List<Lying>> partitions, int partition) {
            return partitions.getOrDefault(partition, List.of());
        }

        private static List<Lying> filtered(List<Lying> records, Predicate<Lying> which) {
            return records.stream().filter(which).toList();
        }
    }
}

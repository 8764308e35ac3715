// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** The next action, out of what is possible, some of it more often than the rest. */
final class Choices {

    /** Topics of the first kinds are there before anything else happens. */
    private static final int TOPICS_AT_FIRST = 4;

    private static final int PROXIED_AT_FIRST = 1;

    private static final int TOPICS_MAX = 8;
    /** So many mirrors go on, whatever is deleted. */
    private static final int MIRRORED_MIN = 3;

    private static final int PARTITIONS_MAX = 4;

    private final Random random;
    private final Workload workload;
    private final Faults faults;
    private final Proxying proxying;
    private final List<Choice> choices = new ArrayList<>();

    Choices(Random random) {
        this.random = random;
        this.workload = new Workload(random);
        this.faults = new Faults(random);
        this.proxying = new Proxying(random, workload);
        often(30, workload::produce);
        often(14, workload::transact);
        often(28, proxying::send);
        often(16, proxying::initiate);
        often(8, proxying::abort);
        often(16, proxying::createTopicInTime);
        often(6, workload::commitOffsets);
        often(2, workload::useAtDestination);
        often(2, workload::forgetGroup);
        often(4, workload::trespass);
        often(15, faults::halt);
        often(15, faults::disturb);
        often(5, this::moveLeader);
        often(5, this::deleteRecords);
        often(5, this::alterConfig);
        often(3, this::addPartitions);
        often(3, estate -> estate.all().size() < TOPICS_MAX ? Optional.of(createTopic(estate)) : Optional.empty());
        often(2, this::deleteTopic);
        often(2, this::remakeTopic);
        often(4, this::createTopicAgain);
        often(8, this::mendTopic);
    }

    /** @param make empty where the estate does not allow it now */
    private record Choice(int weight, Function<Estate, Optional<? extends Action>> make) {}

    private void often(int weight, Function<Estate, Optional<? extends Action>> make) {
        choices.add(new Choice(weight, make));
    }

    Action next(Estate estate) {
        if (estate.all().size() < TOPICS_AT_FIRST) {
            return createTopic(estate);
        }
        if (estate.proxiedCount() < PROXIED_AT_FIRST) {
            return proxying.createTopic(estate);
        }
        while (true) {
            Optional<? extends Action> action = draw().make().apply(estate);
            if (action.isPresent()) {
                return action.get();
            }
        }
    }

    private Choice draw() {
        int left = random.nextInt(choices.stream().mapToInt(Choice::weight).sum());
        for (Choice choice : choices) {
            left -= choice.weight();
            if (left < 0) {
                return choice;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private Action createTopic(Estate estate) {
        int number = estate.all().size();
        List<TopicKind> kinds = TopicKind.unproxied();
        TopicKind kind = kinds.get(number < kinds.size() ? number : random.nextInt(kinds.size()));
        return new TopicChange.CreateTopic("soak-" + number, kind, 1 + random.nextInt(PARTITIONS_MAX - 1));
    }

    private Optional<Action> createTopicAgain(Estate estate) {
        return workload.any(estate.all().stream()
                        .filter(topic -> !topic.exists() && topic.changedInRound() < estate.round())
                        .toList())
                .map(topic -> new TopicChange.CreateTopic(
                        topic.name(), topic.kind(), 1 + random.nextInt(PARTITIONS_MAX - 1)));
    }

    private Optional<Action> moveLeader(Estate estate) {
        return workload.any(Stream.concat(estate.existing().stream(), estate.proxied().stream())
                        .toList())
                .map(topic -> new TopicChange.MoveLeader(topic.name(), random.nextInt(topic.partitions())));
    }

    private Optional<Action> deleteRecords(Estate estate) {
        return workload.any(estate.existing().stream()
                        .filter(topic -> topic.kind() != TopicKind.COMPACTED)
                        .toList())
                .map(topic -> new TopicChange.DeleteRecords(
                        topic.name(), random.nextInt(topic.partitions()), 10 * random.nextInt(11)));
    }

    private Optional<Action> alterConfig(Estate estate) {
        return workload.any(estate.existing()).map(topic -> {
            String[][] possible = {
                {"max.message.bytes", "150000"},
                {"max.message.bytes", "1048588"},
                {"segment.bytes", "1048576"},
                {"segment.bytes", "4194304"},
                {"compression.type", "producer"},
                {"compression.type", "zstd"},
                {"message.timestamp.type", "LogAppendTime"},
                {"message.timestamp.type", "CreateTime"},
                {"min.insync.replicas", "1"},
                {"min.insync.replicas", "2"},
                {"segment.ms", "1500"},
                {"retention.ms", topic.kind().isRetained() ? "8000" : "-1"},
                {"retention.ms", "-1"}
            };
            String[] chosen = possible[random.nextInt(possible.length)];
            return new TopicChange.AlterConfig(topic.name(), chosen[0], chosen[1]);
        });
    }

    private Optional<Action> addPartitions(Estate estate) {
        return workload.any(estate.existing().stream()
                        .filter(topic -> topic.partitions() < PARTITIONS_MAX)
                        .toList())
                .map(topic -> new TopicChange.AddPartitions(topic.name(), topic.partitions() + 1));
    }

    private Optional<Action> deleteTopic(Estate estate) {
        return settled(estate).map(topic -> new TopicChange.DeleteTopic(topic.name()));
    }

    private Optional<Action> remakeTopic(Estate estate) {
        return settled(estate)
                .map(topic -> new TopicChange.RemakeTopic(
                        topic.name(),
                        1 + random.nextInt(PARTITIONS_MAX - 1),
                        random.nextBoolean() ? 0 : random.nextInt(5_000)));
    }

    /** A topic whose mirror was compared in full since it last became another one. */
    private Optional<TopicModel> settled(Estate estate) {
        if (estate.mirrored().size() <= MIRRORED_MIN) {
            return Optional.empty();
        }
        return workload.any(estate.mirrored().stream()
                .filter(topic -> topic.changedInRound() < estate.round())
                .toList());
    }

    private Optional<Action> mendTopic(Estate estate) {
        return workload.any(estate.all().stream()
                        .filter(topic -> topic.isRemade() && topic.changedInRound() < estate.round())
                        .toList())
                .map(topic -> new TopicChange.MendTopic(topic.name(), random.nextBoolean()));
    }
}

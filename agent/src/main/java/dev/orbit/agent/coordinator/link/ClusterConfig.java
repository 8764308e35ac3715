// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.link;

import dev.orbit.agent.coordinator.destination.ClusterSettings;
import dev.orbit.agent.coordinator.source.BrokerSettings.Origin;
import dev.orbit.agent.coordinator.source.BrokerSettings.Setting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What of a source's cluster-wide settings makes sense at another cluster: how long topics keep what, and which records they
 * take, where a topic does not say so itself. Nothing about listeners, threads, security, disks or replicas. Pure.
 *
 * @param values as all of the source's brokers have them; a setting that nobody set is left out
 * @param unclear by name, why there is no one value
 */
record ClusterConfig(Map<String, String> values, Map<String, String> unclear) {

    /** What Kafka takes for a whole cluster while it runs. */
    static final List<String> COPIED = List.of(
            "compression.type",
            "log.cleaner.delete.retention.ms",
            "log.cleaner.max.compaction.lag.ms",
            "log.cleaner.min.cleanable.ratio",
            "log.cleaner.min.compaction.lag.ms",
            "log.cleanup.policy",
            "log.message.timestamp.after.max.ms",
            "log.message.timestamp.before.max.ms",
            "log.message.timestamp.type",
            "log.retention.bytes",
            "log.retention.ms",
            "log.roll.ms",
            "log.segment.bytes",
            "message.max.bytes");

    /** What brokers read at their start alone, and somebody may rely on. */
    static final List<String> AT_START =
            List.of("auto.create.topics.enable", "default.replication.factor", "num.partitions");

    /** The same setting in other units, the one that wins first. */
    private static final Map<String, Map<String, TimeUnit>> IN_OTHER_UNITS = Map.of(
            "log.retention.ms",
                    Map.of("log.retention.minutes", TimeUnit.MINUTES, "log.retention.hours", TimeUnit.HOURS),
            "log.roll.ms", Map.of("log.roll.hours", TimeUnit.HOURS));

    private static final List<String> UNITS = List.of("log.retention.minutes", "log.retention.hours", "log.roll.hours");

    ClusterConfig {
        values = Map.copyOf(values);
        unclear = Map.copyOf(unclear);
    }

    /** All that has to be asked for. */
    static Set<String> names() {
        Set<String> names = new HashSet<>(COPIED);
        names.addAll(UNITS);
        names.addAll(AT_START);
        return names;
    }

    static ClusterConfig of(List<Map<String, Setting>> brokers) {
        Map<String, String> values = new TreeMap<>();
        Map<String, String> unclear = new TreeMap<>();
        for (String name : COPIED) {
            boolean ofOne = brokers.stream().anyMatch(broker -> isOfOne(broker.get(name)));
            Set<Optional<String>> found =
                    brokers.stream().map(broker -> set(broker, name)).collect(Collectors.toSet());
            if (ofOne || found.size() > 1) {
                unclear.put(name, "the source's brokers do not have one value for all of them. Set it alike there.");
            } else {
                found.forEach(value -> value.ifPresent(text -> values.put(name, text)));
            }
        }
        return new ClusterConfig(values, unclear);
    }

    private static boolean isOfOne(@org.jspecify.annotations.Nullable Setting setting) {
        return setting != null && setting.origin() == Origin.BROKER;
    }

    private static Optional<String> set(Map<String, Setting> broker, String name) {
        Optional<String> own = value(broker, name);
        Map<String, TimeUnit> units = IN_OTHER_UNITS.getOrDefault(name, Map.of());
        for (String other : UNITS) {
            TimeUnit unit = units.get(other);
            if (own.isEmpty() && unit != null) {
                own = value(broker, other).map(text -> inMs(Long.parseLong(text), unit));
            }
        }
        return own;
    }

    private static Optional<String> value(Map<String, Setting> broker, String name) {
        return Optional.ofNullable(broker.get(name))
                .filter(setting -> setting.origin() != Origin.DEFAULT)
                .map(Setting::value);
    }

    /** Anything negative is for ever. */
    private static String inMs(long value, TimeUnit unit) {
        return Long.toString(value < 0 ? -1 : unit.toMillis(value));
    }

    /** By name, in what a destination differs from the source that only a restart can change. */
    static Map<String, String> differentAtStart(List<Map<String, Setting>> brokers, ClusterSettings destination) {
        Map<String, String> different = new TreeMap<>();
        for (String name : AT_START) {
            List<String> there = new ArrayList<>(brokers.stream()
                    .map(broker -> broker.get(name))
                    .filter(setting -> setting != null && setting.value() != null)
                    .map(setting -> String.valueOf(setting.value()))
                    .collect(Collectors.toCollection(java.util.TreeSet::new)));
            Optional<String> here = destination.atStart(name);
            if (!there.isEmpty() && here.isPresent() && !there.equals(List.of(here.get()))) {
                different.put(
                        name,
                        "it is " + String.join(", ", there) + " there and " + here.get()
                                + " here, and a broker reads it"
                                + " at its start alone. Set it in the agents' properties, if it is to be the same.");
            }
        }
        return different;
    }
}

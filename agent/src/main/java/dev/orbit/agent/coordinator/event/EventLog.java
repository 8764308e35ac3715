// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.StrayWrites;
import dev.orbit.agent.state.TopicEvents;
import dev.orbit.agent.state.UnproxiedWrites;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Adds to what is written what happened by it: both are one write, so nothing happens without its event, and no event tells
 * of what did not happen. Pure.
 */
public final class EventLog {

    /** Of one width, so that their order is that of their texts. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private EventLog() {}

    /** What a record tells of a topic of the link. */
    private record Told(String link, List<Happening> happenings) {
        private static final Told NOTHING = new Told("", List.of());
    }

    /** The records, and those of the events that they are. */
    public static List<StateRecord> with(StateImage before, List<StateRecord> records, long nowMs) {
        Map<String, MirrorTopic> topics = new HashMap<>();
        Map<String, TopicEvents> events = new LinkedHashMap<>();
        String time = TIME.format(Instant.ofEpochMilli(nowMs));
        for (StateRecord record : records) {
            String name = record.name();
            Told told = told(before, topics, record);
            if (!told.happenings().isEmpty()) {
                TopicEvents all = events.getOrDefault(name, before.events().getOrDefault(name, TopicEvents.none(name)));
                for (Happening one : told.happenings()) {
                    all = one.again()
                            ? all.withAgain(told.link(), time, one.event(), one.attempt(), one.detail())
                            : all.with(told.link(), time, one.event(), one.attempt(), one.detail());
                }
                events.put(name, all);
            }
        }
        if (events.isEmpty()) {
            return records;
        }
        List<StateRecord> all = new ArrayList<>(records);
        events.values().forEach(of -> all.add(StateRecord.of(of)));
        return all;
    }

    private static Told told(StateImage before, Map<String, MirrorTopic> topics, StateRecord record) {
        String name = record.name();
        if (record.kind() == Kind.TOPIC) {
            MirrorTopic was = topics.getOrDefault(name, before.topics().get(name));
            MirrorTopic is = (MirrorTopic) record.value();
            if (is != null) {
                topics.put(name, is);
            }
            String link = is != null ? is.link() : was != null ? was.link() : "";
            return new Told(link, Happenings.between(before, was, is));
        }
        if (record.kind() == Kind.UNPROXIED) {
            UnproxiedWrites was = before.unproxied().get(name);
            UnproxiedWrites is = (UnproxiedWrites) record.value();
            String link = is != null ? is.link() : was != null ? was.link() : "";
            return new Told(link, WritesHappening.between(was, is));
        }
        if (record.kind() == Kind.STRAYS) {
            StrayWrites was = before.strays().get(name);
            StrayWrites is = (StrayWrites) record.value();
            String link = is != null ? is.link() : was != null ? was.link() : "";
            return new Told(link, WritesHappening.between(was, is));
        }
        return Told.NOTHING;
    }
}

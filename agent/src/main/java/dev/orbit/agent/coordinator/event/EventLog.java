// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.event;

import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.StateRecord.Kind;
import dev.orbit.agent.state.TopicEvents;
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

    /** The records, and those of the events that they are. */
    public static List<StateRecord> with(StateImage before, List<StateRecord> records, long nowMs) {
        Map<String, MirrorTopic> topics = new HashMap<>();
        Map<String, TopicEvents> events = new LinkedHashMap<>();
        String time = TIME.format(Instant.ofEpochMilli(nowMs));
        for (StateRecord record : records) {
            if (record.kind() == Kind.TOPIC) {
                String name = record.name();
                MirrorTopic was = topics.getOrDefault(name, before.topics().get(name));
                MirrorTopic is = (MirrorTopic) record.value();
                List<Happening> found = Happenings.between(was, is);
                if (!found.isEmpty()) {
                    String link = is != null ? is.link() : was != null ? was.link() : "";
                    TopicEvents all =
                            events.getOrDefault(name, before.events().getOrDefault(name, TopicEvents.none(name)));
                    for (Happening one : found) {
                        all = all.with(link, time, one.event(), one.attempt(), one.detail());
                    }
                    events.put(name, all);
                }
                if (is != null) {
                    topics.put(name, is);
                }
            }
        }
        if (events.isEmpty()) {
            return records;
        }
        List<StateRecord> all = new ArrayList<>(records);
        events.values().forEach(of -> all.add(StateRecord.of(of)));
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orbit.agent.broker.state.StateLog;
import dev.orbit.schemas.Json;
import org.jspecify.annotations.Nullable;

/**
 * One write to the state: a key that names the kind and the thing, and the thing's new value, or null to remove it.
 *
 * @param kind what the value is
 * @param name of the thing within its kind
 */
public record StateRecord(Kind kind, String name, @Nullable Object value) {

    /** The kinds of things in the state. */
    public enum Kind {
        LINK("link", LinkDocument.class),
        MAPPING("mapping", MappingDocument.class),
        TOPIC("topic", MirrorTopic.class),
        AGENT("agent", AgentRegistration.class),
        GROUP("group", CopiedGroup.class),
        EPOCHS("epochs", SourceEpochs.class),
        ACLS("acls", CopiedAcls.class),
        EVENTS("events", TopicEvents.class),
        UNPROXIED("unproxied", UnproxiedWrites.class),
        STRAYS("strays", StrayWrites.class);

        private final String prefix;
        private final Class<?> type;

        Kind(String prefix, Class<?> type) {
            this.prefix = prefix;
            this.type = type;
        }
    }

    public static StateRecord of(LinkDocument link) {
        return new StateRecord(Kind.LINK, link.spec().name(), link);
    }

    public static StateRecord of(MappingDocument mapping) {
        return new StateRecord(Kind.MAPPING, mapping.spec().id(), mapping);
    }

    public static StateRecord of(MirrorTopic topic) {
        return new StateRecord(Kind.TOPIC, topic.topic(), topic);
    }

    public static StateRecord of(AgentRegistration agent) {
        return new StateRecord(Kind.AGENT, Integer.toString(agent.id()), agent);
    }

    public static StateRecord of(CopiedGroup group) {
        return new StateRecord(Kind.GROUP, CopiedGroup.name(group.link(), group.group()), group);
    }

    public static StateRecord of(SourceEpochs epochs) {
        return new StateRecord(Kind.EPOCHS, SourceEpochs.name(epochs.topic(), epochs.partition()), epochs);
    }

    public static StateRecord of(CopiedAcls acls) {
        return new StateRecord(Kind.ACLS, CopiedAcls.name(acls.link(), acls.pattern(), acls.principal()), acls);
    }

    public static StateRecord of(TopicEvents events) {
        return new StateRecord(Kind.EVENTS, events.topic(), events);
    }

    public static StateRecord of(UnproxiedWrites writes) {
        return new StateRecord(Kind.UNPROXIED, writes.topic(), writes);
    }

    public static StateRecord of(StrayWrites writes) {
        return new StateRecord(Kind.STRAYS, writes.topic(), writes);
    }

    public static StateRecord removal(Kind kind, String name) {
        return new StateRecord(kind, name, null);
    }

    /** As it is written. */
    public StateLog.Entry toEntry() {
        try {
            return new StateLog.Entry(
                    kind.prefix + "/" + name, value == null ? null : Json.MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + this, e);
        }
    }

    /**
     * As it was written.
     *
     * @throws IllegalStateException when this version cannot read it: serving on a half-read state would be guessing
     */
    public static StateRecord fromEntry(StateLog.Entry entry) {
        String key = entry.key();
        int slash = key.indexOf('/');
        for (Kind kind : Kind.values()) {
            if (slash > 0 && kind.prefix.equals(key.substring(0, slash))) {
                return new StateRecord(kind, key.substring(slash + 1), read(kind, entry));
            }
        }
        throw new IllegalStateException("the state holds '" + key + "', which this version of Orbit does not know");
    }

    private static @Nullable Object read(Kind kind, StateLog.Entry entry) {
        String value = entry.value();
        try {
            return value == null ? null : Json.MAPPER.readValue(value, kind.type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state's '" + entry.key() + "' cannot be read by this version", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Null.NULL;
import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.check.TopicMappingChecks;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.Lookup;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Topic mappings. */
final class MappingKind implements DocumentKind<TopicMappingSpec> {

    private static final Schema SCHEMA = MappingSchema.schema();

    /** What says which topics a mapping matches, and what becomes of them; the rest says how they are mirrored. */
    private static final Set<String> TELLING = Set.of(
            "link",
            "priority",
            "source_topic",
            "destination_topic",
            "source_regex",
            "destination_prefix",
            "exclude",
            "auto_migration",
            "follow_source_deletion",
            "irreversible_disable_orbit_management");

    @Override
    public String typeName() {
        return "orbit_topic_mapping";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public String noun() {
        return "topic mapping";
    }

    @Override
    public Fields derive(Fields planned, Fields config) {
        Fields result = planned;
        if (config.isNull("destination_topic")) {
            result = result.with("destination_topic", planned.get("source_topic"));
        }
        if (config.isNull("destination_prefix")) {
            Value regex = planned.get("source_regex");
            result = result.with("destination_prefix", regex instanceof Value.Known ? Value.of("") : regex);
        }
        return result.with("id", id(planned));
    }

    private static Value id(Fields planned) {
        Value source = planned.isNull("source_topic") ? planned.get("source_regex") : planned.get("source_topic");
        return planned.get("link") instanceof Value.Text link && source instanceof Value.Text text
                ? Value.of(link.text() + "/" + text.text())
                : UNKNOWN;
    }

    @Override
    public TopicMappingSpec spec(Fields object, Fields config) {
        return decode(object);
    }

    @Override
    public Optional<TopicMappingSpec> foreseen(Fields planned) {
        Fields known = planned;
        for (Map.Entry<String, Value> attribute : planned.values().entrySet()) {
            if (!attribute.getValue().isWhollyKnown()) {
                known = known.with(attribute.getKey(), NULL);
            }
        }
        boolean tells = TELLING.stream().allMatch(name -> planned.get(name).isWhollyKnown());
        return tells ? Optional.of(decode(known)) : Optional.empty();
    }

    private static TopicMappingSpec decode(Fields object) {
        Integer priority = object.integerOrNull("priority");
        String topic = object.textOrNull("source_topic");
        String destination = object.textOrNull("destination_topic");
        String regex = object.textOrNull("source_regex");
        String prefix = object.textOrNull("destination_prefix");
        return new TopicMappingSpec(
                object.text("link"),
                priority == null ? 0 : priority,
                topic,
                destination == null ? topic : destination,
                regex,
                prefix == null && regex != null ? "" : prefix,
                object.flag("begin_fetch_at_latest_offset"),
                object.textOrNull("start_timestamp"),
                AutoMigrationCodec.decode(object),
                object.integerOrNull("replication_factor"),
                texts(object.fieldsOrNull("topic_config")),
                TextsCodec.decode(object, "exclude", List.of()),
                TextsCodec.decode(object, "topic_config_include", TopicMappingSpec.ALL_CONFIGS),
                TextsCodec.decode(object, "topic_config_exclude", List.of()),
                object.flag("follow_source_deletion"),
                object.flag("irreversible_disable_orbit_management"));
    }

    private static Map<String, String> texts(@Nullable Fields map) {
        Map<String, String> texts = new TreeMap<>();
        if (map != null) {
            map.values().keySet().forEach(key -> texts.put(key, map.text(key)));
        }
        return texts;
    }

    private static Fields encode(TopicMappingSpec spec) {
        TreeMap<String, Value> fields = new TreeMap<>();
        fields.put("id", Value.of(spec.id()));
        fields.put("link", Value.of(spec.link()));
        fields.put("priority", Value.of(spec.priority()));
        fields.put("source_topic", Value.ofNullable(spec.sourceTopic()));
        fields.put("destination_topic", Value.ofNullable(spec.destinationTopic()));
        fields.put("source_regex", Value.ofNullable(spec.sourceRegex()));
        fields.put("destination_prefix", Value.ofNullable(spec.destinationPrefix()));
        fields.put("begin_fetch_at_latest_offset", Value.of(spec.beginFetchAtLatestOffset()));
        fields.put("start_timestamp", Value.ofNullable(spec.startTimestamp()));
        fields.put("auto_migration", AutoMigrationCodec.encode(spec.autoMigration()));
        Integer replicas = spec.replicationFactor();
        fields.put("replication_factor", replicas == null ? NULL : Value.of(replicas));
        TreeMap<String, Value> configs = new TreeMap<>();
        spec.topicConfig().forEach((key, value) -> configs.put(key, Value.of(value)));
        fields.put("topic_config", new Fields(configs));
        fields.put("exclude", TextsCodec.encode(spec.exclude()));
        fields.put("topic_config_include", TextsCodec.encode(spec.topicConfigInclude()));
        fields.put("topic_config_exclude", TextsCodec.encode(spec.topicConfigExclude()));
        fields.put("follow_source_deletion", Value.of(spec.followSourceDeletion()));
        fields.put("irreversible_disable_orbit_management", Value.of(spec.irreversibleDisableOrbitManagement()));
        return new Fields(fields);
    }

    @Override
    public List<Problem> problems(TopicMappingSpec spec) {
        return TopicMappingChecks.problems(spec);
    }

    @Override
    public Optional<TopicMappingSpec> find(Snapshot snapshot, String id) {
        return Lookup.mapping(snapshot, id).map(Snapshot.TopicMapping::spec);
    }

    @Override
    public Stream<String> ids(Snapshot snapshot) {
        return snapshot.topicMappings().stream().map(mapping -> mapping.spec().id());
    }

    @Override
    public boolean isSame(TopicMappingSpec spec, TopicMappingSpec stored) {
        return decode(encode(spec)).equals(decode(encode(stored)));
    }

    @Override
    public boolean isAsIn(Fields state, TopicMappingSpec stored) {
        return decode(state).equals(decode(encode(stored)));
    }

    @Override
    public Fields state(Snapshot snapshot, TopicMappingSpec stored, Value before) {
        return before instanceof Fields state && isAsIn(state, stored) ? state : encode(stored);
    }

    @Override
    public Fields settle(Fields planned, Agents agents, StopSignal stop) {
        return planned;
    }

    @Override
    public Change put(TopicMappingSpec spec) {
        return new Change.PutTopicMapping(spec, 0);
    }

    @Override
    public List<Change> delete(Snapshot snapshot, Fields state) {
        TopicMappingSpec spec = decode(state);
        return find(snapshot, spec.id()).isEmpty()
                ? List.of()
                : List.of(new Change.DeleteTopicMapping(spec.link(), spec.source(), 0));
    }
}

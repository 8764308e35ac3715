// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import dev.orbit.agent.state.Migration.Attempt;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Things a state may hold, with everything that a test does not care about at its default. */
public final class States {

    public static final String SOURCE_CLUSTER = "source-cluster-id";
    public static final String TOPIC_ID = "BBBBBBBBBBBBBBBBBBBBBA";
    public static final String SOURCE_TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";
    public static final String OTHER_SOURCE_TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAg";

    private States() {}

    /** A link that can proxy, at revision 1, whose source is known. */
    public static LinkDocument link(String name) {
        return new LinkDocument(linkSpec(name, AutoMigration.INHERIT, Credentials.PLAINTEXT), 1, SOURCE_CLUSTER);
    }

    public static LinkSpec linkSpec(String name, AutoMigration autoMigration, @Nullable Credentials proxy) {
        return new LinkSpec(
                name,
                List.of(new BrokerAddress("source.example", 9092)),
                null,
                Credentials.PLAINTEXT,
                proxy,
                autoMigration,
                FetchSettings.DEFAULTS,
                ConsumerGroupSettings.DEFAULTS,
                AclSettings.DEFAULTS);
    }

    /** A mapping of one topic, at revision 1. */
    public static MappingDocument mapping(String link, String sourceTopic, String topic) {
        return new MappingDocument(literal(link, 0, sourceTopic, topic, AutoMigration.INHERIT), 1);
    }

    public static TopicMappingSpec literal(
            String link, int priority, String sourceTopic, String topic, AutoMigration autoMigration) {
        return TopicMappingSpec.literal(link, priority, sourceTopic, topic).withAutoMigration(autoMigration);
    }

    public static TopicMappingSpec regex(String link, int priority, String regex, String prefix) {
        return TopicMappingSpec.regex(link, priority, regex, prefix);
    }

    /** A created mirror topic of the same name as its source topic, held by a literal mapping. */
    public static MirrorTopic topic(String link, String name, int partitions, Migration migration) {
        return mirror(link, name, name, partitions, migration);
    }

    /** The same under a name of its own. */
    public static MirrorTopic mirror(
            String link, String sourceTopic, String topic, int partitions, Migration migration) {
        return new MirrorTopic(
                topic,
                link,
                sourceTopic,
                sourceTopic,
                SOURCE_TOPIC_ID,
                SOURCE_CLUSTER,
                Collections.nCopies(partitions, 0L),
                true,
                migration,
                migration instanceof Migration.Underway underway
                        ? underway.attempt().number()
                        : 0,
                null,
                null,
                SourceTrouble.NONE,
                TOPIC_ID,
                null,
                null,
                List.of());
    }

    /** As a version recorded it that did not look at the ids of destination topics. */
    public static MirrorTopic topicWithoutId(String link, String name) {
        MirrorTopic known = topic(link, name, 1, new Migration.Reject());
        return new MirrorTopic(
                name,
                link,
                name,
                name,
                SOURCE_TOPIC_ID,
                SOURCE_CLUSTER,
                known.startOffsets(),
                true,
                known.migration(),
                0,
                null,
                null,
                SourceTrouble.NONE,
                null,
                null,
                null,
                List.of());
    }

    /** The same before its destination topic is created. */
    public static MirrorTopic matched(String link, String name, int partitions) {
        return MirrorTopic.matched(
                name,
                link,
                name,
                name,
                SOURCE_TOPIC_ID,
                SOURCE_CLUSTER,
                Collections.nCopies(partitions, 0L),
                List.of());
    }

    /** The attempt that started at 1,000 ms and has until 301,000 ms. */
    public static Attempt attempt(int number) {
        return new Attempt(number, 1_000, 301_000);
    }

    /** An image of these records, each at an offset of its own. */
    public static StateImage image(StateRecord... records) {
        return StateImage.EMPTY.apply(Arrays.asList(records), records.length);
    }
}

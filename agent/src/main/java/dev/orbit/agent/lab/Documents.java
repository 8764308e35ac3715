// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.BrokerAddress;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.ConsumerGroupSettings;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.FetchSettings;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.TopicMappingSpec;
import java.util.Arrays;
import java.util.List;

/** Documents of the link {@value #LINK} to a plaintext source, written for the first time. */
public final class Documents {

    public static final String LINK = "default";

    private Documents() {}

    /**
     * A link with everything at its default, and a proxy where a mapping asks for it.
     *
     * @param bootstrapServers {@code host:port}, several separated by commas
     */
    public static Change putLink(String bootstrapServers) {
        return putLink(bootstrapServers, FetchSettings.DEFAULTS);
    }

    /** The same, with groups whose offsets are copied. */
    public static Change putLink(String bootstrapServers, ConsumerGroupSettings groups) {
        return putLink(bootstrapServers, FetchSettings.DEFAULTS, groups);
    }

    /** The same with a fetch of its own. */
    public static Change putLink(String bootstrapServers, FetchSettings fetch) {
        return putLink(bootstrapServers, fetch, ConsumerGroupSettings.DEFAULTS);
    }

    private static Change putLink(String bootstrapServers, FetchSettings fetch, ConsumerGroupSettings groups) {
        List<BrokerAddress> brokers = Arrays.stream(bootstrapServers.split(","))
                .map(Documents::address)
                .toList();
        return new Change.PutLink(
                new LinkSpec(
                        LINK,
                        brokers,
                        null,
                        Credentials.PLAINTEXT,
                        Credentials.PLAINTEXT,
                        AutoMigration.INHERIT,
                        fetch,
                        groups,
                        AclSettings.DEFAULTS),
                0);
    }

    /** A mapping of one topic onto the same name, mirrored only. */
    public static Change putMapping(String topic) {
        return putMapping(topic, AutoMigration.INHERIT);
    }

    /** A mapping of one topic onto the same name. */
    public static Change putMapping(String topic, AutoMigration autoMigration) {
        return new Change.PutTopicMapping(
                TopicMappingSpec.literal(LINK, 0, topic, topic).withAutoMigration(autoMigration), 0);
    }

    /** A mapping of all topics whose whole name matches onto the same names behind a prefix, mirrored only. */
    public static Change putRegexMapping(String sourceRegex, String destinationPrefix) {
        return new Change.PutTopicMapping(TopicMappingSpec.regex(LINK, 0, sourceRegex, destinationPrefix), 0);
    }

    /** The same with a cutover, or without. */
    public static Change putRegexMapping(String sourceRegex, String destinationPrefix, AutoMigration autoMigration) {
        return new Change.PutTopicMapping(
                TopicMappingSpec.regex(LINK, 0, sourceRegex, destinationPrefix).withAutoMigration(autoMigration), 0);
    }

    private static BrokerAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new BrokerAddress(hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }
}

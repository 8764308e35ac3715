// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.declared;

import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import java.util.Optional;

/**
 * What keeps a topic's producers from being forwarded, the gravest of it.
 *
 * @param reason a clause
 * @param remedy a sentence
 */
public record ProxyLack(String reason, String remedy) {

    private static final String AT_THE_SOURCE = "Produce to the source cluster, or ";
    private static final String TO_FORWARD = " to have produces forwarded.";

    /** Of a topic that is not being cut over; empty: nothing does. */
    public static Optional<ProxyLack> of(StateImage image, MirrorTopic topic) {
        return ofMirror(topic).or(() -> ofDeclared(image, topic)).or(() -> ofOtherMirrors(image, topic));
    }

    private static Optional<ProxyLack> ofMirror(MirrorTopic topic) {
        if (topic.resync() != null) {
            return Optional.of(
                    new ProxyLack("it is being made anew", "Wait until it is mirrored again (orbit status)."));
        }
        if (topic.failure() != null) {
            return Optional.of(new ProxyLack(
                    "it is not mirrored: " + withoutStop(topic.failure()),
                    "Produce to the source cluster until that is mended."));
        }
        return topic.trouble().isDeleted()
                ? Optional.of(new ProxyLack(
                        "source topic " + topic.sourceTopic() + " was deleted",
                        "Produce to another topic, or have this one opened: orbit failover --topic " + topic.topic()
                                + "."))
                : Optional.empty();
    }

    /** A failure ends with a sentence of its own, or with a command. */
    private static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private static Optional<ProxyLack> ofDeclared(StateImage image, MirrorTopic topic) {
        LinkDocument link = image.links().get(topic.link());
        if (topic.mapping() == null || link == null || !Declared.isHeld(image, topic)) {
            return Optional.of(new ProxyLack(
                    "no topic mapping holds it any more",
                    AT_THE_SOURCE + "declare a topic mapping that matches source topic " + topic.sourceTopic()
                            + " and enables auto_migration" + TO_FORWARD));
        }
        if (link.spec().autoMigrationSourceClusterCredentials() == null) {
            return Optional.of(new ProxyLack(
                    "link " + topic.link() + " has no credentials for the proxy",
                    AT_THE_SOURCE + "set auto_migration_source_cluster_credentials of link " + topic.link()
                            + ", and enable auto_migration," + TO_FORWARD));
        }
        return Declared.isProxied(image, topic)
                ? Optional.empty()
                : Optional.of(new ProxyLack(
                        "auto_migration is not enabled for its topic mapping",
                        AT_THE_SOURCE + "enable it" + TO_FORWARD));
    }

    private static Optional<ProxyLack> ofOtherMirrors(StateImage image, MirrorTopic topic) {
        return SourceHolders.of(image)
                .holder(topic.sourceClusterId(), topic.sourceTopic())
                .filter(holder -> !holder.topic().equals(topic.topic()))
                .map(holder -> new ProxyLack(holder.reason(), holder.remedy(topic.topic())));
    }
}

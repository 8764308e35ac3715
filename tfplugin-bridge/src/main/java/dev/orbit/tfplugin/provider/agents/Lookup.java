// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.Optional;

/** Finds documents in a snapshot, and the revision that a write of one has to name. */
public final class Lookup {

    private Lookup() {}

    public static Optional<Snapshot.Link> link(Snapshot snapshot, String name) {
        return snapshot.links().stream()
                .filter(link -> link.spec().name().equals(name))
                .findFirst();
    }

    /** The mapping with an id such as {@code prod/orders}. */
    public static Optional<Snapshot.TopicMapping> mapping(Snapshot snapshot, String id) {
        return snapshot.topicMappings().stream()
                .filter(mapping -> mapping.spec().id().equals(id))
                .findFirst();
    }

    public static List<Snapshot.TopicMapping> mappingsOf(Snapshot snapshot, String link) {
        return snapshot.topicMappings().stream()
                .filter(mapping -> mapping.spec().link().equals(link))
                .toList();
    }

    /** The same change, made to replace what is stored now; nothing when it deletes what is not there. */
    static Optional<Change> current(Change change, Snapshot snapshot) {
        if (change instanceof Change.PutLink put) {
            long revision = link(snapshot, put.spec().name())
                    .map(Snapshot.Link::revision)
                    .orElse(0L);
            return Optional.of(new Change.PutLink(put.spec(), revision));
        }
        if (change instanceof Change.PutTopicMapping put) {
            long revision = mapping(snapshot, put.spec().id())
                    .map(Snapshot.TopicMapping::revision)
                    .orElse(0L);
            return Optional.of(new Change.PutTopicMapping(put.spec(), revision));
        }
        if (change instanceof Change.DeleteTopicMapping delete) {
            return mapping(snapshot, delete.link() + "/" + delete.source())
                    .map(stored -> new Change.DeleteTopicMapping(delete.link(), delete.source(), stored.revision()));
        }
        String name = ((Change.DeleteLink) change).name();
        return link(snapshot, name).map(stored -> new Change.DeleteLink(name, stored.revision()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Snapshot;
import java.util.List;
import java.util.Optional;

/** Finds documents in a snapshot. */
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
}

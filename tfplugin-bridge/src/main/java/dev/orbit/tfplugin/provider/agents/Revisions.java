// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The revisions that writes of documents have to name, found in one pass: a plan may change thousands of documents. */
final class Revisions {

    private final Map<String, Long> ofLinks = new HashMap<>();
    private final Map<String, Long> ofMappings = new HashMap<>();

    /** Those that are stored. */
    Revisions(Snapshot snapshot) {
        snapshot.links().forEach(link -> ofLinks.put(link.spec().name(), link.revision()));
        snapshot.topicMappings()
                .forEach(mapping -> ofMappings.put(mapping.spec().id(), mapping.revision()));
    }

    /** The same change, made to replace what is stored now; nothing when it deletes what is not there. */
    Optional<Change> current(Change change) {
        if (change instanceof Change.PutLink put) {
            return Optional.of(new Change.PutLink(
                    put.spec(), ofLinks.getOrDefault(put.spec().name(), 0L)));
        }
        if (change instanceof Change.PutTopicMapping put) {
            return Optional.of(new Change.PutTopicMapping(
                    put.spec(), ofMappings.getOrDefault(put.spec().id(), 0L)));
        }
        if (change instanceof Change.DeleteTopicMapping delete) {
            @Nullable Long stored = ofMappings.get(delete.link() + "/" + delete.source());
            return Optional.ofNullable(stored)
                    .map(revision -> new Change.DeleteTopicMapping(delete.link(), delete.source(), revision));
        }
        String name = ((Change.DeleteLink) change).name();
        return Optional.ofNullable(ofLinks.get(name)).map(revision -> new Change.DeleteLink(name, revision));
    }
}

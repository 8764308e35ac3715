// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.resource.Resource;

/** The kinds of documents, as resources. */
public final class DocumentResources {

    private DocumentResources() {}

    public static Resource link(Agents agents, PlannedChanges plannedChanges, StopSignal stop) {
        return new DocumentResource<>(new LinkKind(), agents, plannedChanges, stop);
    }

    public static Resource topicMapping(Agents agents, PlannedChanges plannedChanges, StopSignal stop) {
        return new DocumentResource<>(new MappingKind(), agents, plannedChanges, stop);
    }
}

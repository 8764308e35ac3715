// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.figures;

import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.resource.DataSource;
import java.util.List;

/** The data sources of the provider. */
public final class Figures {

    private Figures() {}

    /** Read from these agents. */
    public static List<DataSource> of(Agents agents) {
        return List.of(
                ClusterData.of(agents),
                DiagnosticsData.of(agents),
                EventsData.of(agents),
                LinksData.of(agents),
                MigrationsData.of(agents),
                TopicsData.of(agents));
    }
}

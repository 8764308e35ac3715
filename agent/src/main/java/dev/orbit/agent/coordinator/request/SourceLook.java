// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.List;

/**
 * What the source of a link answered.
 *
 * @param refusals what it has against the proxy's principal
 */
record SourceLook(SourceScan scan, List<Problem> refusals) {

    SourceLook {
        refusals = List.copyOf(refusals);
    }

    /** Where a look comes from: the source, or what was seen there just now. */
    interface Origin {
        SourceLook look(LinkSpec link) throws SourceFailure;
    }

    /** Asks the source. */
    static SourceLook at(SourceQueries sources, LinkSpec link) throws SourceFailure {
        return new SourceLook(sources.scan(link), refusals(sources, link));
    }

    private static List<Problem> refusals(SourceQueries sources, LinkSpec link) {
        if (link.autoMigrationSourceClusterCredentials() == null) {
            return List.of();
        }
        try {
            sources.checkProxy(link);
            return List.of();
        } catch (SourceFailure e) {
            return e.problems();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.apply;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.diff.DesiredLink;
import dev.orbit.reconciler.diff.Differ;
import dev.orbit.reconciler.plan.Consequences;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.schemas.ChangesRequest;
import dev.orbit.schemas.ChangesResponse;
import dev.orbit.schemas.Snapshot;
import java.util.List;

/** Plans desired links against the agents and applies plans. */
public final class Reconciler {

    /** How often a plan is made anew because someone wrote while it was being checked. */
    private static final int ATTEMPTS_MAX = 3;

    private static final int CONFLICT = 409;

    private final AgentClient agents;

    public Reconciler(AgentClient agents) {
        this.agents = agents;
    }

    /** A plan and what would follow from it. */
    public record Proposal(Plan plan, Consequences consequences) {}

    /** The differences alone, without asking the agents whether they can be mended. */
    public Plan compare(List<DesiredLink> desired) {
        return Differ.diff(desired, agents.snapshot());
    }

    /**
     * A plan that the agents have checked against the live source and destination.
     *
     * @throws PlanRefusedException when they would refuse it
     */
    public Proposal propose(List<DesiredLink> desired) {
        int attempt = 1;
        while (true) {
            Plan plan = compare(desired);
            try {
                return new Proposal(plan, consequences(plan));
            } catch (AgentException e) {
                if (e.status() != CONFLICT || attempt == ATTEMPTS_MAX) {
                    throw new PlanRefusedException(plan, e);
                }
                attempt++;
            }
        }
    }

    private Consequences consequences(Plan plan) {
        if (plan.isEmpty()) {
            return Consequences.NONE;
        }
        ChangesResponse response = agents.change(new ChangesRequest(true, plan.writes()));
        return new Consequences(
                response.topics(),
                response.warnings().stream()
                        .map(warning -> BatchPaths.inDocument(plan, warning))
                        .toList());
    }

    /**
     * Carries a plan out as one batch: all of it or nothing.
     *
     * @return what the agents report afterwards
     * @throws PlanRefusedException when they refuse it; with status 409 someone wrote since it was made
     * @throws AppliedUnseenException when they carried it out, and do not report any more
     */
    public Snapshot apply(Plan plan) {
        if (plan.isEmpty()) {
            return agents.snapshot();
        }
        try {
            agents.change(new ChangesRequest(false, plan.writes()));
        } catch (AgentException e) {
            throw new PlanRefusedException(plan, e);
        }
        try {
            return agents.snapshot();
        } catch (AgentException e) {
            throw new AppliedUnseenException(e);
        }
    }
}

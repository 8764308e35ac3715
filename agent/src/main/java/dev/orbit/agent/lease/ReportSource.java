// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lease;

import dev.orbit.agent.command.Command.DenialReport;
import dev.orbit.agent.command.Command.GateClosed;
import dev.orbit.agent.command.Command.LinkReport;
import dev.orbit.agent.command.Command.PartitionReport;
import dev.orbit.agent.command.Command.StraysReport;
import dev.orbit.agent.command.Command.WritesReport;
import dev.orbit.agent.state.MirrorTopic;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What this agent has to report with a heartbeat. */
public interface ReportSource {

    /** By link name. */
    Map<String, LinkReport> links();

    /** The gates that are closed, with nothing forwarded that has no outcome. */
    List<GateClosed> closedGates();

    /** Every mirror partition this agent leads. */
    List<PartitionReport> partitions();

    /** Those of some topics, and those of which the coordinator should hear at once. */
    List<PartitionReport> urgentPartitions(Collection<MirrorTopic> topics);

    /** The topics that somebody wrote to past the proxy. */
    List<WritesReport> writes();

    /** The partitions for strays that this agent leads. */
    List<StraysReport> strays();

    /** What ACLs in shadow would refuse here. */
    List<DenialReport> denials();
}

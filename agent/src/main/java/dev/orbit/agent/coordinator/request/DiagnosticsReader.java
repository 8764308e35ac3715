// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.command.Command.DenialReport;
import dev.orbit.agent.coordinator.bypass.StrayFigures;
import dev.orbit.agent.coordinator.bypass.StrayWatch;
import dev.orbit.agent.coordinator.bypass.UnproxiedWriters;
import dev.orbit.agent.coordinator.bypass.WriteRate;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StrayWrites;
import dev.orbit.agent.state.UnproxiedWrites;
import dev.orbit.schemas.Diagnostic;
import dev.orbit.schemas.DiagnosticsResponse;
import dev.orbit.schemas.TopicMatching;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Tells what needs somebody's attention, and why. */
public final class DiagnosticsReader {

    private final UnproxiedWriters unproxied;
    private final StrayWatch strays;

    public DiagnosticsReader(UnproxiedWriters unproxied, StrayWatch strays) {
        this.unproxied = unproxied;
        this.strays = strays;
    }

    public DiagnosticsResponse read(StateImage image, Members members) {
        Map<String, StrayWatch.Obstacle> obstacles = strays.obstacles();
        Map<String, Diagnostic> ofStrays = new TreeMap<>();
        obstacles.forEach((topic, obstacle) -> ofStrays.put(topic, uncopied(topic, obstacle)));
        image.strays().values().stream()
                .map(writes -> StrayFigures.latest(members, writes))
                .filter(StrayWrites::isGoingOn)
                .forEach(writes -> ofStrays.put(writes.topic(), stray(writes, obstacles.get(writes.topic()))));
        List<Diagnostic> found = new ArrayList<>();
        members.denials().forEach(denial -> found.add(denied(denial, image)));
        strays.unwatched().forEach(unwatched -> found.add(unwatched(unwatched)));
        found.addAll(ofStrays.values());
        image.unproxied().values().stream()
                .map(writes -> UnproxiedWriters.latest(members, writes))
                .filter(UnproxiedWrites::isGoingOn)
                .forEach(writes -> found.add(unproxied(writes)));
        return new DiagnosticsResponse(found);
    }

    private static Diagnostic denied(DenialReport denial, StateImage image) {
        boolean isOfOneTopic =
                denial.resourceType().equals(ResourceType.TOPIC.name()) && TopicMatching.isLegalName(denial.resource());
        String topic = isOfOneTopic ? denial.resource() : null;
        MirrorTopic mirror = topic == null ? null : image.topics().get(topic);
        return new Diagnostic(
                Diagnostic.ACL_SHADOW_DENIED,
                mirror == null ? null : mirror.link(),
                topic,
                time(denial.sinceMs()),
                time(denial.lastMs()),
                null,
                null,
                null,
                null,
                null,
                new Diagnostic.Denied(
                        denial.principal(),
                        denial.operation(),
                        denial.resourceType(),
                        denial.resource(),
                        denial.requests()),
                denial.principal() + " was allowed " + denial.operation() + " on " + denial.resourceType() + " "
                        + denial.resource() + " " + denial.requests()
                        + " times, though its ACLs do not allow it: they are"
                        + " in shadow. Enforced, they refuse it. Add the ACL, or see that nothing needs it, before you"
                        + " enforce them.");
    }

    private Diagnostic unproxied(UnproxiedWrites writes) {
        WriteRate.@Nullable Figures figures = unproxied.figures(writes.topic()).orElse(null);
        return new Diagnostic(
                Diagnostic.UNPROXIED_SOURCE_WRITES,
                writes.link(),
                writes.topic(),
                time(Objects.requireNonNull(writes.sinceMs())),
                time(writes.lastMs()),
                writes.records(),
                figures == null ? null : figures.recordsPerSecond(),
                figures == null ? null : figures.share(),
                null,
                null,
                null,
                "Somebody writes to the source topic directly, past the proxy. These records are mirrored; but a cutover"
                        + " waits for as long as they come, and what is written there after it is not mirrored any"
                        + " more. Point every producer of the topic at the agents.");
    }

    private static Diagnostic stray(StrayWrites writes, StrayWatch.@Nullable Obstacle obstacle) {
        String lost = writes.lost() == 0
                ? ""
                : " " + writes.lost() + " offsets were deleted at the source before they could be copied.";
        String error = obstacle == null ? "" : " At present nothing is copied: " + obstacle.reason() + ".";
        return new Diagnostic(
                Diagnostic.POST_MIGRATION_SOURCE_WRITES,
                writes.link(),
                writes.topic(),
                time(Objects.requireNonNull(writes.sinceMs())),
                time(writes.lastMs()),
                writes.records(),
                null,
                null,
                writes.strayTopic(),
                writes.recognised(),
                null,
                "Somebody writes to the source topic though it has moved: a producer still points there. What it writes is"
                        + " not in the topic, but copied into " + writes.strayTopic()
                        + ", with the place at the source in"
                        + " its headers. Point every producer at the agents, and take over from there what you need."
                        + lost + error);
    }

    private static Diagnostic uncopied(String topic, StrayWatch.Obstacle obstacle) {
        return new Diagnostic(
                Diagnostic.POST_MIGRATION_SOURCE_WRITES,
                obstacle.link(),
                topic,
                time(obstacle.sinceMs()),
                time(obstacle.sinceMs()),
                0L,
                null,
                null,
                null,
                null,
                null,
                "The source topic goes on though it has moved, and what is written there cannot be copied: "
                        + obstacle.reason() + ".");
    }

    private static Diagnostic unwatched(StrayWatch.Unwatched unwatched) {
        return new Diagnostic(
                Diagnostic.POST_MIGRATION_SOURCE_UNWATCHED,
                unwatched.link(),
                unwatched.topic(),
                unwatched.topics(),
                time(unwatched.sinceMs()),
                time(unwatched.lastMs()),
                null,
                null,
                null,
                null,
                null,
                null,
                unwatched.message());
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

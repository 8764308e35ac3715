// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.Closing;
import dev.orbit.agent.state.Migration.Complete;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.schemas.FirstFew;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of topics that flip together, of one topic alone too: the gates of all close in one moment, and so do all become
 * COMPLETE; what sends one back sends all back. In between each goes at its own pace. Pure.
 */
public final class TogetherSteps {

    private TogetherSteps() {}

    /**
     * One of the topics.
     *
     * @param hopeless why its attempt cannot succeed, beside what its evidence says
     */
    public record Member(String topic, Migrating migration, Evidence evidence, Optional<String> hopeless) {}

    /** What becomes of one of the topics now. */
    public sealed interface Move {}

    /** It goes on. */
    public record Forward(Migration to) implements Move {}

    /** It goes back to PROXY; the outcome is the word for it. */
    public record Back(String outcome, String reason) implements Move {}

    /** It could go on, and waits for others. */
    public record Waits(String reason) implements Move {}

    /**
     * What becomes of the topics now; one that stays where it is is left out.
     *
     * @param lacking those that should migrate with them and do not, with what is the case instead
     */
    public static Map<String, Move> next(List<Member> members, Map<String, String> lacking, long nowMs) {
        Map<String, String> hopeless = new LinkedHashMap<>(lacking);
        Map<String, Migration> steps = new LinkedHashMap<>();
        Map<String, String> waiting = new LinkedHashMap<>();
        for (Member member : members) {
            Optional<String> reason =
                    member.hopeless().or(() -> MigrationSteps.hopeless(member.migration(), member.evidence()));
            if (reason.isPresent()) {
                // the source may have fewer partitions than are mirrored: there is no next step to look for
                hopeless.put(member.topic(), reason.get());
                continue;
            }
            MigrationSteps.next(member.migration(), member.evidence(), nowMs)
                    .ifPresentOrElse(
                            step -> steps.put(member.topic(), step),
                            () -> waiting.put(
                                    member.topic(), MigrationSteps.waitingFor(member.migration(), member.evidence())));
        }
        if (!hopeless.isEmpty()) {
            return back(members, "rolled_back", hopeless);
        }
        boolean isOver = members.stream()
                .anyMatch(member -> nowMs >= member.migration().attempt().deadlineMs());
        if (isOver && !waiting.isEmpty()) {
            return back(members, "timed_out", waiting);
        }
        return forward(members, steps);
    }

    private static Map<String, Move> forward(List<Member> members, Map<String, Migration> steps) {
        Map<Class<?>, Optional<Waits>> waits = new HashMap<>();
        Map<String, Move> moves = new LinkedHashMap<>();
        steps.forEach((topic, step) -> moves.put(
                topic,
                waits.computeIfAbsent(step.getClass(), unused -> waits(members, steps, step))
                        .<Move>map(Function.identity())
                        .orElseGet(() -> new Forward(step))));
        return moves;
    }

    private static Optional<Waits> waits(List<Member> members, Map<String, Migration> steps, Migration step) {
        if (!isTakenTogether(step)) {
            return Optional.empty();
        }
        List<String> others = members.stream()
                .map(Member::topic)
                .filter(other -> !isSameStep(steps.get(other), step))
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(new Waits("it waits for what it migrates together with: " + FirstFew.of(others, ", ")));
    }

    private static boolean isTakenTogether(Migration step) {
        return step instanceof Closing || step instanceof Complete;
    }

    private static boolean isSameStep(@Nullable Migration other, Migration step) {
        return other != null && other.getClass().equals(step.getClass());
    }

    /** Those whose fault it is are told the reason, and the others whose fault it is. */
    private static Map<String, Move> back(List<Member> members, String outcome, Map<String, String> reasons) {
        String others = FirstFew.of(
                reasons.entrySet().stream()
                        .map(reason ->
                                "topic " + reason.getKey() + ", which it migrates together with: " + reason.getValue())
                        .toList(),
                "; ");
        Map<String, Move> moves = new LinkedHashMap<>();
        members.forEach(member ->
                moves.put(member.topic(), new Back(outcome, reasons.getOrDefault(member.topic(), others))));
        return moves;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The flows of a file, and what is wrong with the file. */
record Flows(List<Flow> flows, List<Problem> problems) {

    Flows {
        flows = List.copyOf(flows);
        problems = List.copyOf(problems);
    }

    /** Either one flow, or why there is none. */
    record Choice(@Nullable Flow flow, List<Problem> problems) {}

    /**
     * The flow of these aliases; where an alias is null, any that is enabled.
     *
     * @param source may be null, as may {@code target}
     */
    Choice choose(@Nullable String source, @Nullable String target) {
        boolean named = source != null && target != null;
        List<Flow> matching = flows.stream()
                .filter(flow -> source == null || flow.source().equals(source))
                .filter(flow -> target == null || flow.target().equals(target))
                .filter(flow -> named || flow.enabled())
                .toList();
        if (matching.size() == 1) {
            return new Choice(matching.get(0), List.of());
        }
        return new Choice(null, List.of(matching.isEmpty() ? none(source, target) : several(matching)));
    }

    private Problem none(@Nullable String source, @Nullable String target) {
        boolean chosen = source != null || target != null;
        String wanted = chosen
                ? "from " + (source == null ? "any cluster" : source) + " to " + (target == null ? "any" : target)
                : "that is enabled";
        String there = flows.isEmpty()
                ? "It has none."
                : "It has: "
                        + flows.stream()
                                .map(flow -> flow + (flow.enabled() ? "" : " (not enabled)"))
                                .collect(Collectors.joining(", "))
                        + ".";
        return new Problem(
                chosen ? "unknown_flow" : "no_enabled_flow",
                "The file has no flow " + wanted + ". " + there,
                null,
                "Choose one with --source and --target, or name another file.");
    }

    private static Problem several(List<Flow> matching) {
        Flow first = matching.get(0);
        boolean alike =
                matching.stream().filter(flow -> hasAliasesOf(first, flow)).count() > 1;
        return new Problem(
                "several_flows",
                "The file has " + matching.size() + " flows to choose from: "
                        + matching.stream().map(Flow::toString).collect(Collectors.joining(", "))
                        + ". A document describes one link.",
                null,
                alike
                        ? "Two of them have the same aliases: leave one of these in a copy of the file, and import that."
                        : "Import them one by one, each into a file of its own: --source " + first.source()
                                + " --target " + first.target() + ".");
    }

    private static boolean hasAliasesOf(Flow flow, Flow other) {
        return flow.source().equals(other.source()) && flow.target().equals(other.target());
    }
}

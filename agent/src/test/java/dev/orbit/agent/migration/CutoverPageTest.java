// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.Migration.CatchingUp;
import dev.orbit.agent.state.Migration.Closing;
import dev.orbit.agent.state.Migration.Draining;
import dev.orbit.agent.state.Migration.Migrating;
import dev.orbit.agent.state.States;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** That the table of {@code docs/cutover.md} has the ways that there are, and no others. */
class CutoverPageTest {

    private static final Path PAGE = Path.of("..", "docs", "cutover.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\((\\w+)\\) \\| (?:`(\\w+)`|-) \\| .+ \\|");

    private static final Map<Class<?>, String> NAMES = Arrays.stream(
                    Migration.class.getAnnotation(JsonSubTypes.class).value())
            .collect(Collectors.toMap(JsonSubTypes.Type::value, JsonSubTypes.Type::name));

    private static final CatchingUp CATCHING_UP = new CatchingUp(States.attempt(1));
    private static final Closing CLOSING = CATCHING_UP.toClosing();
    private static final Draining DRAINING = CLOSING.toDraining(List.of(10L));

    private static final Migration.FailingOver FAILING_OVER = new Migration.FailingOver(States.attempt(1));

    /** Of every step. */
    private static final List<Migration> STEPS = List.of(
            new Migration.Reject(),
            new Migration.Proxy(),
            CATCHING_UP,
            CLOSING,
            DRAINING,
            DRAINING.toStopping(),
            new Migration.LettingGo(States.attempt(1), false),
            FAILING_OVER,
            FAILING_OVER.toCuttingOff(List.of()),
            FAILING_OVER.toCuttingOff(List.of()).toEndingTransactions(List.of(10L)),
            new Migration.Complete(List.of(10L), 1));

    private static List<Matcher> rows() throws IOException {
        List<Matcher> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(ROW::matcher)
                .toList();
        assertThat(rows).isNotEmpty().allMatch(Matcher::matches);
        return rows;
    }

    private static String name(Class<?> step) {
        return NAMES.getOrDefault(step, step.getSimpleName());
    }

    private static Set<String> told() throws IOException {
        return rows().stream()
                .filter(row -> row.group(3) != null)
                .map(row -> row.group(1) + " to " + row.group(3))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What no method offers nobody can do. */
    @Test
    void hasEveryWayThatAStepOffers() throws IOException {
        Set<String> offered = new TreeSet<>();
        for (Migration step : STEPS) {
            for (Method method : step.getClass().getMethods()) {
                if (Migration.class.isAssignableFrom(method.getReturnType())) {
                    offered.add(name(step.getClass()) + " to " + name(method.getReturnType()));
                }
            }
        }

        assertThat(told()).isEqualTo(offered);
    }

    @Test
    void hasEveryStepUnderTheStateThatUsersSee() throws IOException {
        assertThat(rows().stream()
                        .map(row -> row.group(1) + " is " + row.group(2))
                        .collect(Collectors.toSet()))
                .isEqualTo(STEPS.stream()
                        .map(step -> name(step.getClass()) + " is " + step.state())
                        .collect(Collectors.toSet()));
    }

    @Test
    void hasTheWaysThatACutoverTakes() throws IOException {
        Set<String> taken = new TreeSet<>();
        for (Migration step : STEPS) {
            if (step instanceof Migrating migrating) {
                for (long end : List.of(10L, 12L)) {
                    MigrationSteps.next(migrating, allIsWell(end), 1)
                            .ifPresent(next -> taken.add(name(step.getClass()) + " to " + name(next.getClass())));
                }
            }
        }

        assertThat(told().stream()
                        .filter(way -> STEPS.stream()
                                .filter(Migrating.class::isInstance)
                                .anyMatch(step -> way.startsWith(name(step.getClass()) + " to ")))
                        .filter(way -> !way.endsWith(" to proxy")))
                .containsExactlyInAnyOrderElementsOf(taken);
    }

    /** One partition, mirrored to 10 and stopped, whose source ends there. */
    private static Evidence allIsWell(long sourceEnd) {
        return new Evidence(
                List.of(Optional.of(Evidences.partition(0, 0L, 10, 10, 10, 1, null))),
                Optional.of(Map.of()),
                Optional.of(List.of(new SourceEnd(sourceEnd, sourceEnd, sourceEnd))),
                Optional.empty());
    }
}

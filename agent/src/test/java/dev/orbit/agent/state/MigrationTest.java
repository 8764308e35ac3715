// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.schemas.MigrationState;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The states offer exactly the ways that their documentation draws. */
class MigrationTest {

    private static final Path SOURCE = Path.of("src/main/java/dev/orbit/agent/state/Migration.java");
    private static final Pattern STATE = Pattern.compile("[A-Z][A-Z_]+");
    private static final Pattern FORWARD = Pattern.compile("((?:[A-Z_]+, )*[A-Z_]+) -- [^>]*? --> ");
    private static final Pattern BACKWARD = Pattern.compile("<-- .*? --");

    @Test
    void offersTheWaysThatAreDrawnAndNoOthers() throws IOException {
        assertThat(offered()).isEqualTo(drawn());
    }

    @Test
    void leadsNowhereFromComplete() {
        assertThat(offered()).noneMatch(way -> way.startsWith("COMPLETE"));
    }

    @Test
    void isMigratingToUsersFromCatchingUpToStopping() {
        List<Long> ends = List.of(1L);
        Migration.CatchingUp catchingUp = new Migration.Reject().toProxy().toCatchingUp(States.attempt(1));
        Migration.Draining draining = catchingUp.toClosing().toDraining(ends);

        assertThat(Stream.of(
                                new Migration.Reject(),
                                new Migration.Proxy(),
                                catchingUp,
                                catchingUp.toClosing(),
                                draining,
                                draining.toStopping(),
                                draining.toStopping().toComplete(7, List.of(3, 4), List.of()),
                                new Migration.Reject().toLettingGo(States.attempt(1)),
                                new Migration.Reject().toFailingOver(States.attempt(1)))
                        .map(Migration::state))
                .containsExactly(
                        MigrationState.REJECT,
                        MigrationState.PROXY,
                        MigrationState.MIGRATING,
                        MigrationState.MIGRATING,
                        MigrationState.MIGRATING,
                        MigrationState.MIGRATING,
                        MigrationState.COMPLETE,
                        MigrationState.MIGRATING,
                        MigrationState.MIGRATING);
    }

    /** Once nothing more may be forwarded, and once nothing more may be mirrored. */
    @Test
    void closesTheGateBeforeItStopsTheMirror() {
        Migration.CatchingUp catchingUp = new Migration.Proxy().toCatchingUp(States.attempt(1));
        Migration.Draining draining = catchingUp.toClosing().toDraining(List.of(1L));
        Migration.LettingGo lettingGo = new Migration.Proxy().toLettingGo(States.attempt(1));
        Migration.FailingOver failingOver = new Migration.Proxy().toFailingOver(States.attempt(1));
        Migration.CuttingOff cuttingOff = failingOver.toCuttingOff(List.of());

        assertThat(Stream.of(
                                catchingUp,
                                catchingUp.toClosing(),
                                draining,
                                draining.toStopping(),
                                lettingGo,
                                lettingGo.toStopping(),
                                failingOver,
                                cuttingOff,
                                cuttingOff.toEndingTransactions(List.of()))
                        .map(step -> step.isGateClosed() + " " + step.isMirrorStopped()))
                .containsExactly(
                        "false false",
                        "true false",
                        "true false",
                        "true true",
                        "true false",
                        "true true",
                        "true false",
                        "true true",
                        "true true");
    }

    /** From the types: {@code A->B} for every method of A that makes a B. */
    private static Set<String> offered() {
        return states(Migration.class)
                .flatMap(state -> Arrays.stream(state.getMethods())
                        .filter(MigrationTest::isTransition)
                        .map(method -> name(state) + "->" + name(method.getReturnType())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Class<?>> states(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MigrationTest::states)
                : Stream.of(type);
    }

    private static boolean isTransition(Method method) {
        return !Modifier.isStatic(method.getModifiers()) && Migration.class.isAssignableFrom(method.getReturnType());
    }

    private static String name(Class<?> state) {
        return state.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }

    /** From the drawing. */
    private static Set<String> drawn() throws IOException {
        String source = Files.readString(SOURCE);
        List<String> lines = source.substring(source.indexOf("<pre>"), source.indexOf("</pre>"))
                .lines()
                .skip(1)
                .map(line ->
                        line.replaceFirst("^ \\* ?", "").replace("&lt;", "<").replace("&gt;", ">"))
                .toList();
        Set<String> ways = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            ways.addAll(toTheRight(lines.get(i)));
            ways.addAll(toTheLeft(lines.get(i), lines.get(Math.max(0, i - 1))));
        }
        return ways;
    }

    private static Set<String> toTheRight(String line) {
        Set<String> ways = new TreeSet<>();
        Matcher arrow = FORWARD.matcher(line);
        for (int at = 0; arrow.find(at); at = arrow.end()) {
            for (String from : arrow.group(1).split(", ")) {
                ways.add(from + "->" + stateAfter(line, arrow.end()));
            }
        }
        return ways;
    }

    /** An arrow to the left joins the states of the line above that it lies between. */
    private static Set<String> toTheLeft(String line, String above) {
        return BACKWARD.matcher(line)
                .results()
                .map(arrow -> stateAfter(above, arrow.start()) + "->" + stateBefore(above, arrow.start()))
                .collect(Collectors.toSet());
    }

    private static String stateBefore(String line, int column) {
        String found = "";
        for (Matcher state = STATE.matcher(line); state.find() && state.end() <= column; ) {
            found = state.group();
        }
        return found;
    }

    private static String stateAfter(String line, int column) {
        Matcher state = STATE.matcher(line);
        assertThat(state.find(column)).isTrue();
        return state.group();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.access.Principal;
import dev.orbit.agent.coordinator.access.SourceAccess;
import dev.orbit.agent.coordinator.access.SourceAccess.Broker;
import dev.orbit.agent.coordinator.access.SourceAccess.NoAccessException;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.coordinator.source.SourceQueries;
import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateHolder;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.ValidateRequest;
import dev.orbit.schemas.ValidateResponse;
import dev.orbit.schemas.ValidateResponse.SourceBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at everything a link would meet, and writes nothing. */
public final class Validation {

    private static final String BROKERS = "source_bootstrap_brokers";

    private final StateHolder state;
    private final SourceAccess access;
    private final SourceQueries sources;
    private final String ownClusterId;
    private final int ownId;
    private final Predicate<String> existsAtDestination;

    public Validation(
            StateHolder state,
            SourceAccess access,
            SourceQueries sources,
            String ownClusterId,
            int ownId,
            Predicate<String> existsAtDestination) {
        this.state = state;
        this.access = access;
        this.sources = sources;
        this.ownClusterId = ownClusterId;
        this.ownId = ownId;
        this.existsAtDestination = existsAtDestination;
    }

    /** Blocks while the source is asked; fails with {@link RefusedException} when there is nothing to look for. */
    ValidateResponse validate(ValidateRequest request) {
        return new Look(DeclaredLink.of(state.image(), request)).outcome();
    }

    /** One look at one link. */
    private final class Look {

        private final DeclaredLink declared;
        private final LinkSpec link;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Problem> warnings = new ArrayList<>();
        private @Nullable String clusterId;
        private @Nullable Integer topics;
        private @Nullable Integer groups;

        private Look(DeclaredLink declared) {
            this.declared = declared;
            this.link = declared.link();
            problems.addAll(declared.problems());
        }

        private ValidateResponse outcome() {
            List<SourceBroker> brokers = link.sourceBootstrapBrokers().isEmpty() ? List.of() : lookAtSource();
            return new ValidateResponse(ownId, clusterId, brokers, topics, groups, problems, warnings);
        }

        private List<SourceBroker> lookAtSource() {
            List<Broker> reached = reach(Principal.READER, broker -> true);
            boolean hasReader = reached.stream().anyMatch(broker -> broker.failure() == null);
            boolean hasProxy = link.autoMigrationSourceClusterCredentials() != null
                    // what is wrong with an address is told already
                    && reach(Principal.PROXY, Broker::isAboutCredentials).stream()
                            .anyMatch(broker -> broker.failure() == null);
            if (hasReader && isOneCluster(reached)) {
                lookAsPrincipals(hasProxy);
            }
            return reached.stream()
                    .map(broker -> new SourceBroker(broker.address(), broker.isBootstrap(), error(broker)))
                    .toList();
        }

        private List<Broker> reach(Principal as, Predicate<Broker> isNews) {
            try {
                List<Broker> reached = access.reach(link, as);
                reached.stream()
                        .filter(isNews)
                        .map(Broker::failure)
                        .flatMap(failure -> Optional.ofNullable(failure).stream())
                        .forEach(this::add);
                return reached;
            } catch (NoAccessException e) {
                e.problems().forEach(this::add);
                return List.of();
            }
        }

        private boolean isOneCluster(List<Broker> reached) {
            Map<String, String> answers = new TreeMap<>();
            for (Broker broker : reached) {
                if (broker.clusterId() != null) {
                    answers.merge(broker.clusterId(), broker.address(), (a, b) -> a + ", " + b);
                }
            }
            if (answers.size() > 1) {
                String which = answers.entrySet().stream()
                        .map(answer -> answer.getValue() + " to " + answer.getKey())
                        .collect(Collectors.joining("; "));
                add(new Problem(
                        "more_than_one_source_cluster",
                        "The bootstrap brokers lead to different clusters: " + which + ".",
                        BROKERS,
                        "Name the brokers of one cluster; each cluster has a link of its own."));
            }
            return answers.size() <= 1;
        }

        private void lookAsPrincipals(boolean hasProxy) {
            try {
                SourceScan scan = sources.scan(link);
                clusterId = scan.clusterId();
                Optional<Problem> wrong = SourceCheck.problem(
                        declared.document(),
                        scan.clusterId(),
                        declared.after().links().values(),
                        ownClusterId);
                wrong.ifPresent(this::add);
                if (wrong.isEmpty()) {
                    lookAtRightCluster(scan, hasProxy);
                }
            } catch (SourceFailure e) {
                e.problems().forEach(this::add);
            }
        }

        private void lookAtRightCluster(SourceScan scan, boolean hasProxy) {
            problems.addAll(declared.effectProblems(scan, this::isForeign));
            AccessLook look = new AccessLook(declared, scan, access, problems, warnings);
            topics = attempt(() -> look.topics(hasProxy));
            groups = attempt(look::groups);
            attempt(() -> {
                look.cluster();
                return null;
            });
        }

        /** One question that fails does not keep the others from being asked. */
        private <T> @Nullable T attempt(Question<T> question) {
            try {
                return question.ask();
            } catch (NoAccessException e) {
                e.problems().forEach(this::add);
                return null;
            }
        }

        /** What the document's own check says of a field is not said again by whoever uses it. */
        private void add(Problem problem) {
            Problem placed = declared.ofLink(problem);
            boolean isTold = declared.problems().stream()
                    .anyMatch(
                            told -> told.code().equals(placed.code()) && Objects.equals(told.field(), placed.field()));
            if (!isTold) {
                problems.add(placed);
            }
        }

        private boolean isForeign(String topic) {
            MirrorTopic known = state.image().topics().get(topic);
            return known == null && existsAtDestination.test(topic);
        }
    }

    private interface Question<T> {
        @Nullable
        T ask() throws NoAccessException;
    }

    private static @Nullable String error(Broker broker) {
        Problem failure = broker.failure();
        return failure == null ? null : failure.message();
    }
}

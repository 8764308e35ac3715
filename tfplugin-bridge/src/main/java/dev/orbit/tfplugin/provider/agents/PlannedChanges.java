// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.Snapshot;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.diag.DiagnosticException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The changes of one plan, tried out on the agents as they are planned. Terraform plans one object at a time, and many mean
 * nothing without the ones before: a mapping on a link that is to be created, two mappings onto one topic. So each is
 * tried together with those before it, and what is new in the answer is its own. Those that come while the agents are
 * asked wait, and are tried all at once: Terraform plans ten at a time, and a plan may have thousands.
 */
public final class PlannedChanges {

    private static final long COMPANY_COMES_WITHIN_NANOS = 10_000_000L;

    private final Agents agents;
    private final String id = UUID.randomUUID().toString();
    private final Map<String, Change> planned = new LinkedHashMap<>();

    /** Of the last trial, which was of all that was planned by then. */
    private Set<TopicEffect> effects = Set.of();

    private final TrialWarnings warnings = new TrialWarnings();

    private final Executor judge = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "orbit-plan");
        thread.setDaemon(true);
        return thread;
    });

    private final Object waitingLock = new Object();
    private List<Proposal> waiting = new ArrayList<>();

    public PlannedChanges(Agents agents) {
        this.agents = agents;
    }

    /**
     * Tries out the changes of one more object, which are made together.
     *
     * @param subject what is changed, such as {@code link "prod"}
     * @param changes their revisions are found here
     * @return why it would be refused, or what comes of it; nothing while the agents are not known
     */
    public List<Diagnostic> add(String subject, List<Change> changes) {
        if (!agents.areKnown()) {
            return List.of();
        }
        Proposal proposal = new Proposal(subject, changes);
        synchronized (waitingLock) {
            waiting.add(proposal);
        }
        judge.execute(this::judgeWaiting);
        return proposal.answer();
    }

    /** Which topics in use changes meet that cannot be tried out, for part of them is not known yet. */
    public List<Diagnostic> touched(String subject, List<Change> changes) {
        return agents.areKnown()
                ? LiveTopics.warning(subject, changes, agents.snapshot()).stream()
                        .toList()
                : List.of();
    }

    /** Those who come later find that nobody waits any more. */
    private void judgeWaiting() {
        awaitCompany();
        List<Proposal> proposals = takeWaiting();
        if (!proposals.isEmpty()) {
            try {
                judge(proposals);
                proposals.forEach(Proposal::answered);
            } catch (RuntimeException | Error unexpected) {
                proposals.forEach(proposal -> proposal.failed(unexpected));
            }
        }
    }

    /** Terraform plans several objects at a time, but calls for one after the other. */
    private void awaitCompany() {
        for (int before = 0; before < waitingCount(); ) {
            before = waitingCount();
            LockSupport.parkNanos(COMPANY_COMES_WITHIN_NANOS);
        }
    }

    private synchronized void judge(List<Proposal> proposals) {
        try {
            judge(proposals, agents.snapshot());
        } catch (DiagnosticException unanswered) {
            proposals.forEach(p -> p.verdict = unanswered.diagnostics());
        }
    }

    private List<Proposal> takeWaiting() {
        synchronized (waitingLock) {
            List<Proposal> taken = waiting;
            waiting = new ArrayList<>();
            taken.sort(Comparator.comparingInt(PlannedChanges::turn));
            return taken;
        }
    }

    /** What becomes of topics through the changes that were planned so far. */
    public synchronized Set<TopicEffect> effects() {
        return effects;
    }

    /** How many changes wait for those that are being tried. */
    int waitingCount() {
        synchronized (waitingLock) {
            return waiting.size();
        }
    }

    private void judge(List<Proposal> proposals, Snapshot snapshot) {
        List<Proposal> triable = new ArrayList<>();
        Revisions revisions = new Revisions(snapshot);
        for (Proposal proposal : proposals) {
            proposal.verdict = List.of();
            if (proposal.changes.stream()
                            .anyMatch(change -> revisions.current(change).isPresent())
                    && proposal.changes.stream().allMatch(change -> hasLink(change, triable, snapshot))) {
                triable.add(proposal);
            }
        }
        if (!triable.isEmpty()) {
            tryOut(triable, snapshot);
        }
    }

    /** When together they are refused, each is tried by itself: then whose fault it is needs no guessing. */
    private void tryOut(List<Proposal> proposals, Snapshot snapshot) {
        Map<String, Change> together = new LinkedHashMap<>(planned);
        proposals.forEach(proposal -> proposal.changes.forEach(change -> together.put(key(change), change)));
        List<Change> batch = batch(together.values(), snapshot);
        Trial trial = agents.tryOut(id, batch);
        if (trial.problems().isEmpty()) {
            planned.putAll(together);
            proposals.forEach(
                    p -> LiveTopics.warning(p.subject, p.changes, snapshot).ifPresent(p::tell));
            tell(proposals, trial);
            warnings.tell(trial, batch, proposals, snapshot);
        } else if (proposals.size() == 1) {
            proposals.get(0).verdict = Problems.errors(trial.problems());
        } else {
            proposals.forEach(proposal -> judge(List.of(proposal), snapshot));
        }
    }

    /** Takes a change out again: it is being carried out, and the agents will know of it themselves. */
    public synchronized void remove(Change change) {
        planned.remove(key(change));
    }

    /** A mapping may be planned before the link that it names without a reference; apply will tell. */
    private boolean hasLink(Change change, List<Proposal> beside, Snapshot snapshot) {
        if (!(change instanceof Change.PutTopicMapping put)) {
            return true;
        }
        String link = put.spec().link();
        String planOfLink = "put link " + link;
        return Lookup.link(snapshot, link).isPresent()
                || planned.containsKey(planOfLink)
                || beside.stream()
                        .flatMap(proposal -> proposal.changes.stream())
                        .anyMatch(other -> key(other).equals(planOfLink));
    }

    private static List<Change> batch(Collection<Change> changes, Snapshot snapshot) {
        Set<String> keys = changes.stream().map(PlannedChanges::key).collect(Collectors.toSet());
        Revisions revisions = new Revisions(snapshot);
        return changes.stream()
                .map(change -> isMadeAnew(change, keys) ? Optional.of(change) : revisions.current(change))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingInt(PlannedChanges::turn))
                .toList();
    }

    /** Whether a mapping is deleted before it is written: then it replaces no revision, which is how it was planned. */
    private static boolean isMadeAnew(Change change, Set<String> keys) {
        return change instanceof Change.PutTopicMapping put
                && keys.contains("delete mapping " + put.spec().id());
    }

    private static int turn(Proposal proposal) {
        return proposal.changes.stream().mapToInt(PlannedChanges::turn).max().orElse(0);
    }

    /** What makes room comes first, and what others stand on before them. */
    private static int turn(Change change) {
        if (change instanceof Change.DeleteTopicMapping) {
            return 0;
        }
        if (change instanceof Change.PutLink) {
            return 1;
        }
        return change instanceof Change.PutTopicMapping ? 2 : 3;
    }

    private void tell(List<Proposal> proposals, Trial trial) {
        Set<TopicEffect> before = effects;
        effects = Set.copyOf(trial.effects());
        Map<String, TopicEffect> told =
                before.stream().collect(Collectors.toMap(TopicEffect::topic, effect -> effect, (a, b) -> b));
        Map<Proposal, List<TopicEffect>> news = effects.stream()
                .filter(effect -> !before.contains(effect))
                .collect(Collectors.groupingBy(effect -> Proposal.behind(effect, proposals)));
        news.forEach((proposal, own) -> proposal.tell(Consequences.of(proposal.subject, own, told)));
    }

    /** What it does to which document. */
    static String key(Change change) {
        if (change instanceof Change.PutLink put) {
            return "put link " + put.spec().name();
        }
        if (change instanceof Change.PutTopicMapping put) {
            return "put mapping " + put.spec().id();
        }
        if (change instanceof Change.DeleteLink delete) {
            return "delete link " + delete.name();
        }
        Change.DeleteTopicMapping delete = (Change.DeleteTopicMapping) change;
        return "delete mapping " + delete.link() + "/" + delete.source();
    }
}

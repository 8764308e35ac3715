// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.acl;

import dev.orbit.agent.acl.Acls;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.AclDestination;
import dev.orbit.agent.coordinator.destination.Destination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.AclSources;
import dev.orbit.agent.coordinator.source.OneTopicSource;
import dev.orbit.agent.coordinator.source.SourceFailure;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.AgentRegistration;
import dev.orbit.agent.state.CopiedAcls;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.Migration;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.agent.state.States;
import dev.orbit.schemas.AclSettings;
import dev.orbit.schemas.AutoMigration;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs {@link AclCopy} as the coordinator does, on clusters that are sets of ACLs: one mirror topic {@code orders}. */
final class AclLab {

    private static final int IDLE_STEPS = 3;

    private final TreeSet<Acl> source = new TreeSet<>();
    private final TreeMap<Acl, String> destination = new TreeMap<>();
    private final Map<Acl, String> refused = new HashMap<>();
    private final List<String> log = new ArrayList<>();
    private StateImage image;
    private Members members = members();
    private final LinkWatch links;
    private AclCopy copy;
    private String sourceCluster = States.SOURCE_CLUSTER;
    private int ids;
    private int looks;
    private @Nullable String sourceFailure;
    private @Nullable Runnable beforeChange;
    private @Nullable Boolean death;
    private boolean dead;

    AclLab() {
        image = States.image(
                StateRecord.of(
                        link(Acls.LINK, new AclSettings(true, AclSettings.DEFAULTS.include(), List.of(), 60), 1)),
                StateRecord.of(Acls.mirror("orders", "orders")));
        links = new LinkWatch(new OneTopicSource(), "own-cluster", Long.MAX_VALUE, Runnable::run, () -> {});
        copy = newCopy();
    }

    private AclCopy newCopy() {
        return new AclCopy(links, this::sourceAcls, new Destination(), Runnable::run, () -> {});
    }

    private static LinkDocument link(String name, AclSettings settings, long revision) {
        LinkSpec spec = States.linkSpec(name, AutoMigration.INHERIT, null);
        return new LinkDocument(spec.withAcls(settings), revision, States.SOURCE_CLUSTER);
    }

    private static Members members() {
        return new Members(Long.MAX_VALUE / 2, List.of(new AgentRegistration(1, "i")), 0);
    }

    // what tests do

    void settings(AclSettings settings) {
        apply(List.of(StateRecord.of(link(Acls.LINK, settings, 2))));
    }

    void deleteLink() {
        apply(List.of(StateRecord.removal(StateRecord.Kind.LINK, Acls.LINK)));
    }

    void topic(MirrorTopic topic) {
        apply(List.of(StateRecord.of(topic)));
    }

    /** Another link, whose source has the same ACLs. */
    void alsoOver(String link, String topic) {
        AclSettings settings = new AclSettings(true, AclSettings.DEFAULTS.include(), List.of(), 60);
        apply(List.of(
                StateRecord.of(link(link, settings, 1)),
                StateRecord.of(Acls.mirror(link, topic, topic, new Migration.Reject()))));
    }

    Set<Acl> source() {
        return source;
    }

    /** By somebody else. */
    void addAtDestination(Acl acl) {
        destination.put(acl, "foreign-" + ids++);
    }

    void failSource(@Nullable String message) {
        sourceFailure = message;
    }

    void sourceIs(String clusterId) {
        sourceCluster = clusterId;
    }

    void refuse(Acl acl, String reason) {
        refused.put(acl, reason);
    }

    /** Between a round's look at the destination and its next change. */
    void beforeNextChange(Runnable what) {
        beforeChange = what;
    }

    /** The agent dies at the next change: after it, or before it. */
    void dieAtNextChange(boolean landed) {
        death = landed;
    }

    void newCoordinator() {
        dead = false;
        members = members();
        copy = newCopy();
    }

    /** After the interval, until nothing is left to do, and whatever wants a second look has had it. */
    void round() {
        pass(61);
        pass(3);
    }

    /** Looks this many seconds after the last answer, and goes on from there without time passing. */
    void pass(long seconds) {
        long laterNanos = TimeUnit.SECONDS.toNanos(seconds);
        int idle = 0;
        while (idle < IDLE_STEPS && !dead) {
            Situation situation = new Situation(image, members, 0, System.nanoTime() + laterNanos);
            laterNanos = 0;
            links.decide(situation);
            List<StateRecord> records = copy.decide(situation);
            idle = records.isEmpty() ? idle + 1 : 0;
            if (!dead) {
                records.forEach(this::note);
                apply(records);
            }
        }
    }

    private void apply(List<StateRecord> records) {
        image = image.apply(records, image.endOffset() + records.size());
    }

    private void note(StateRecord record) {
        if (record.value() instanceof CopiedAcls acls) {
            acls.rules().forEach(rule -> log.add((rule.id() == null ? "intend " : "own ") + acls.acl(rule)));
        } else {
            log.add("forget");
        }
    }

    // what tests look at

    List<String> log() {
        return log;
    }

    Map<Acl, String> destination() {
        return destination;
    }

    StateImage image() {
        return image;
    }

    AclCopy copy() {
        return copy;
    }

    int looks() {
        return looks;
    }

    Snapshot.AclCopy counts() {
        return copy.counts(Acls.LINK).orElseThrow();
    }

    @Nullable
    String error() {
        return copy.error(Acls.LINK);
    }

    // the clusters

    private AclSources.SourceAcls sourceAcls(LinkSpec link) throws SourceFailure {
        looks++;
        if (sourceFailure != null) {
            String[] words = sourceFailure.split("(?<=\\.) ", 2);
            throw new SourceFailure(List.of(new Problem("source_unreachable", words[0], null, words[1])));
        }
        return new AclSources.SourceAcls(sourceCluster, List.copyOf(source), List.of());
    }

    private final class Destination implements AclDestination {

        @Override
        public Map<Acl, String> present() {
            return Map.copyOf(destination);
        }

        @Override
        public Map<Acl, String> add(Collection<Acl> acls) {
            change("add ", acls, acl -> destination.putIfAbsent(acl, "id-" + ids++));
            return refusedOf(acls);
        }

        @Override
        public Map<Acl, String> remove(Collection<Acl> acls) {
            change("remove ", acls, destination::remove);
            return refusedOf(acls);
        }

        private Map<Acl, String> refusedOf(Collection<Acl> acls) {
            Map<Acl, String> found = new HashMap<>(refused);
            found.keySet().retainAll(acls);
            return found;
        }

        private void change(String word, Collection<Acl> acls, Consumer<Acl> effect) {
            Runnable hook = beforeChange;
            if (hook != null) {
                beforeChange = null;
                hook.run();
            }
            Boolean landed = death;
            death = null;
            dead = landed != null;
            for (Acl acl : new TreeSet<>(acls)) {
                if (!refused.containsKey(acl) && (landed == null || landed)) {
                    effect.accept(acl);
                }
                if (!dead) {
                    log.add(word + acl);
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.acl;

import dev.orbit.agent.acl.MirrorNames;
import dev.orbit.agent.coordinator.core.Duty;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Members;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.coordinator.destination.AclDestination;
import dev.orbit.agent.coordinator.link.LinkWatch;
import dev.orbit.agent.coordinator.source.AclSources;
import dev.orbit.agent.declared.Declared;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MirrorTopic;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the sources' ACLs, over the links that ask for it, round after round. Of a link that does not ask for it any
 * more it forgets what it added, and leaves it where it is.
 */
public final class AclCopy implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(AclCopy.class);

    /** Before the next look where not all was as it should be. */
    private static final long SOON_NANOS = 2_000_000_000L;

    private static final int FORGOTTEN_AT_ONCE = 200;

    private final LinkWatch links;
    private final AclReading reading;
    private final Inquiries<Key, AclReading.Look> looks;
    private final Inquiries<AclRound.Key, AclReading.Outcome> effects;
    private final Map<String, AclRound> rounds = new HashMap<>();
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();

    /** What follows from the newest image alone. */
    private final Map<String, MirrorNames> names = new HashMap<>();

    private long seenEndOffset = -1;
    private @Nullable Members term;

    public AclCopy(LinkWatch links, AclSources sources, AclDestination destination, Executor executor, Runnable wake) {
        this.links = links;
        this.reading = new AclReading(sources, destination);
        this.looks = new Inquiries<>(executor, wake);
        this.effects = new Inquiries<>(executor, wake);
    }

    /** A changed link is looked at at once, and a new term takes nothing over from an earlier one. */
    private record Key(String link, long revision, Members members) {}

    /**
     * What the last round left.
     *
     * @param counts null before the first
     * @param error null when nothing is wrong
     * @param names the mirror topics that were seen to
     */
    private record Listing(
            Snapshot.@Nullable AclCopy counts, @Nullable String error, MirrorNames names) {

        static final Listing EMPTY = new Listing(null, null, MirrorNames.NONE);

        Listing withCounts(Snapshot.AclCopy newest) {
            return new Listing(newest, error, names);
        }

        Listing withError(String what) {
            return new Listing(counts, "The ACLs cannot be copied: " + what, names);
        }
    }

    /** Of each link that copies ACLs, as the last look found them. */
    public Optional<Snapshot.AclCopy> counts(String link) {
        return Optional.ofNullable(listings.get(link)).map(Listing::counts);
    }

    /** Why the link's ACLs cannot be copied; null while they can. */
    public @Nullable String error(String link) {
        Listing listing = listings.get(link);
        return listing == null ? null : listing.error();
    }

    /**
     * Whether a mirror topic may be created: its denials are there, or cannot be. Else whoever is allowed all topics
     * would for a moment read one that is denied to him.
     */
    public boolean isSeenTo(StateImage image, MirrorTopic topic) {
        Listing listing = listings.get(topic.link());
        return !isEnabled(image, topic.link())
                || (listing != null
                        && (listing.error() != null || listing.names().knows(topic.topic())));
    }

    @Override
    public List<StateRecord> decide(Situation situation) {
        StateImage image = situation.image();
        if (term != situation.members()) {
            term = situation.members();
            rounds.clear();
            listings.clear();
        }
        rounds.keySet().removeIf(link -> !isUnderWay(image, link));
        listings.keySet().removeIf(link -> !isEnabled(image, link));
        looks.retain(key -> isCurrent(situation, key));
        effects.retain(key -> {
            AclRound round = rounds.get(key.link());
            return round != null && round.number() == key.round();
        });
        if (image.endOffset() != seenEndOffset) {
            List<StateRecord> forgotten = forgotten(image);
            if (!forgotten.isEmpty()) {
                return forgotten;
            }
            names.clear();
            seenEndOffset = image.endOffset();
        }
        List<StateRecord> records = new ArrayList<>();
        for (LinkDocument link : image.links().values()) {
            if (isUnderWay(image, link.spec().name())) {
                records.addAll(copy(situation, link));
            }
        }
        return records;
    }

    private static List<StateRecord> forgotten(StateImage image) {
        return image.acls().entrySet().stream()
                .filter(acls -> !isEnabled(image, acls.getValue().link()))
                .limit(FORGOTTEN_AT_ONCE)
                .map(acls -> StateRecord.removal(StateRecord.Kind.ACLS, acls.getKey()))
                .toList();
    }

    private static boolean isEnabled(StateImage image, String link) {
        LinkDocument document = image.links().get(link);
        return document != null && document.spec().acls().copyEnabled();
    }

    private boolean isUnderWay(StateImage image, String link) {
        return isEnabled(image, link)
                && !Declared.isPaused(image, link)
                && links.scan(link).isPresent();
    }

    private boolean isCurrent(Situation situation, Key key) {
        LinkDocument document = situation.image().links().get(key.link());
        return document != null
                && document.revision() == key.revision()
                && key.members() == situation.members()
                && isUnderWay(situation.image(), key.link());
    }

    private List<StateRecord> copy(Situation situation, LinkDocument link) {
        String name = link.spec().name();
        AclRound round = rounds.get(name);
        if (round == null || round.isOver()) {
            Optional<Answer<AclReading.Look>> answer = ask(situation, link, round);
            round = answer.isEmpty() ? null : begun(name, round, answer.get());
        }
        if (round == null) {
            rounds.remove(name);
            return List.of();
        }
        boolean wasOver = round.isOver();
        List<StateRecord> records = round.step(situation);
        AclReading.Look look = round.look();
        if (round.isOver() && !wasOver && look != null) {
            end(name, look, round.failure());
        }
        return records;
    }

    private Optional<Answer<AclReading.Look>> ask(Situation situation, LinkDocument link, @Nullable AclRound round) {
        String name = link.spec().name();
        Key key = new Key(name, link.revision(), situation.members());
        MirrorNames now = names.computeIfAbsent(
                name, unused -> new MirrorNames(name, situation.image().topics().values()));
        Optional<AclReading.Look> last = looks.known(key).map(Answer::value);
        boolean isSettled = last.isPresent()
                && last.get().plan().isDone()
                && last.get().names().isSame(now)
                && (round == null || round.failure() == null);
        Set<Acl> suspects = last.map(look -> look.plan().removals()).orElse(Set.of());
        long ageNanosMax =
                isSettled ? TimeUnit.SECONDS.toNanos(link.spec().acls().intervalSeconds()) : SOON_NANOS;
        return looks.ask(
                key, () -> reading.look(link, situation.image(), now, suspects), ageNanosMax, situation.nowNanos());
    }

    /** The round that an answer is for; the same one for the same answer. */
    private AclRound begun(String link, @Nullable AclRound before, Answer<AclReading.Look> answer) {
        if (before != null && before.number() == answer.answeredNanos()) {
            return before;
        }
        AclReading.Look look = answer.value();
        AclRound round = new AclRound(link, answer.answeredNanos(), look, reading, effects);
        rounds.put(link, round);
        Listing known = listings.getOrDefault(link, Listing.EMPTY);
        if (look == null) {
            list(link, known.withError(AclRound.message(answer.failure())));
            return round;
        }
        look.plan()
                .vanished()
                .forEach(acl ->
                        LOG.warn("link {}: somebody removed {} at the destination; it is added again", link, acl));
        list(link, known.withCounts(look.plan().counts()));
        if (round.isOver()) {
            end(link, look, null);
        }
        return round;
    }

    private void end(String link, AclReading.Look look, @Nullable String failure) {
        Listing known = listings.getOrDefault(link, Listing.EMPTY);
        list(link, failure == null ? new Listing(look.plan().counts(), null, look.names()) : known.withError(failure));
    }

    private void list(String link, Listing listing) {
        Listing before = listings.put(link, listing);
        if (listing.error() != null && (before == null || !listing.error().equals(before.error()))) {
            LOG.warn("link {}: {}", link, listing.error());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.acl;

import dev.orbit.agent.acl.AclPlan;
import dev.orbit.agent.acl.AclStep;
import dev.orbit.agent.acl.Claim;
import dev.orbit.agent.acl.Claims;
import dev.orbit.agent.acl.MirrorNames;
import dev.orbit.agent.coordinator.core.Inquiries;
import dev.orbit.agent.coordinator.core.Inquiries.Answer;
import dev.orbit.agent.coordinator.core.Situation;
import dev.orbit.agent.state.Acl;
import dev.orbit.agent.state.StateImage;
import dev.orbit.agent.state.StateRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A plan that is carried out. First what it notes is recorded. Then, step after step: the intents are recorded; once that
 * acts, the destination is changed; once that is acknowledged, it is recorded. The first failure ends the round.
 */
final class AclRound {

    private static final int NOTES_AT_ONCE = 200;

    private final String link;
    private final long number;
    private final AclReading.@Nullable Look look;
    private final AclReading reading;
    private final Inquiries<Key, AclReading.Outcome> effects;
    private final Deque<Map<Acl, Optional<Claim>>> notes = new ArrayDeque<>();
    private final Deque<AclStep> steps;
    private int stepNumber;
    private @Nullable String failure;

    /**
     * A round that has not begun.
     *
     * @param number tells this round's effects from those of others
     * @param look null when it failed: then there is nothing to do
     */
    AclRound(
            String link,
            long number,
            AclReading.@Nullable Look look,
            AclReading reading,
            Inquiries<Key, AclReading.Outcome> effects) {
        this.link = link;
        this.number = number;
        this.look = look;
        this.reading = reading;
        this.effects = effects;
        this.steps = new ArrayDeque<>(look == null ? List.of() : look.plan().steps());
        if (look != null) {
            cut(look.plan().notes());
        }
    }

    private void cut(Map<Acl, Optional<Claim>> all) {
        Map<Acl, Optional<Claim>> some = new HashMap<>();
        for (Map.Entry<Acl, Optional<Claim>> note : all.entrySet()) {
            some.put(note.getKey(), note.getValue());
            if (some.size() == NOTES_AT_ONCE) {
                notes.add(some);
                some = new HashMap<>();
            }
        }
        if (!some.isEmpty()) {
            notes.add(some);
        }
    }

    /** A step of a round. */
    record Key(String link, long round, int step) {}

    long number() {
        return number;
    }

    AclReading.@Nullable Look look() {
        return look;
    }

    boolean isOver() {
        return notes.isEmpty() && steps.isEmpty();
    }

    /** What ended the round before its time; null: nothing. */
    @Nullable
    String failure() {
        return failure;
    }

    /** What should be recorded now. */
    List<StateRecord> step(Situation situation) {
        StateImage image = situation.image();
        while (!notes.isEmpty()) {
            List<StateRecord> records = Claims.records(image, link, notes.remove());
            if (!records.isEmpty()) {
                return records;
            }
        }
        while (!steps.isEmpty()) {
            Key key = new Key(link, number, stepNumber);
            if (effects.isUnderWay(key)) {
                return List.of();
            }
            Optional<Answer<AclReading.Outcome>> answer = effects.known(key);
            List<StateRecord> records = answer.isPresent() ? end(image, answer.get()) : begin(situation, key);
            if (answer.isEmpty() || !records.isEmpty()) {
                return records;
            }
        }
        return List.of();
    }

    private List<StateRecord> begin(Situation situation, Key key) {
        AclStep step = steps.element();
        if (step.kind() == AclStep.Kind.ADD) {
            Map<Acl, Optional<Claim>> intents = new HashMap<>();
            step.acls().forEach(acl -> intents.put(acl, Optional.of(Claim.INTENT)));
            List<StateRecord> records = Claims.records(situation.image(), link, intents);
            if (!records.isEmpty()) {
                return records;
            }
        }
        var unused = effects.ask(key, effect(situation.image(), step), Long.MAX_VALUE, situation.nowNanos());
        return List.of();
    }

    private Callable<AclReading.Outcome> effect(StateImage image, AclStep step) {
        return switch (step.kind()) {
            case ADD -> {
                Set<Acl> intended = look == null ? Set.of() : look.plan().intended();
                yield () -> reading.add(step.acls(), intended);
            }
            case LEAVE -> () -> reading.leave(step.acls());
            case REMOVE -> {
                Map<Acl, Claim> claimed = followed(image, step.acls());
                yield () -> reading.remove(claimed);
            }
        };
    }

    /** A topic may have migrated since the plan was made. */
    private Map<Acl, Claim> followed(StateImage image, List<Acl> acls) {
        MirrorNames names = new MirrorNames(link, image.topics().values());
        Map<Acl, Claim> claimed = new HashMap<>();
        acls.stream()
                .filter(acl -> AclPlan.isFollowed(acl, names))
                .forEach(acl -> Claims.of(image, link, acl).ifPresent(claim -> claimed.put(acl, claim)));
        return claimed;
    }

    private List<StateRecord> end(StateImage image, Answer<AclReading.Outcome> answer) {
        stepNumber++;
        steps.remove();
        AclReading.Outcome outcome = answer.value();
        failure = outcome == null ? message(answer.failure()) : outcome.failure();
        if (failure != null) {
            steps.clear();
        }
        return outcome == null ? List.of() : Claims.records(image, link, outcome.claims());
    }

    static String message(@Nullable Exception failure) {
        return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
    }
}

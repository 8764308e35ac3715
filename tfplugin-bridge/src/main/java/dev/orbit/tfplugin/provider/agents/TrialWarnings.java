// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.agents;

import dev.orbit.schemas.Change;
import dev.orbit.schemas.ChangesResponse.TopicEffect;
import dev.orbit.schemas.MigrationState;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the dry runs of one plan warn of. Each dry run is of all that was planned by then, and warns of it again, with figures
 * that may have moved: each thing is told once, of the change that it is about.
 */
final class TrialWarnings {

    /** Where the agents name the change that a problem is about. */
    private static final Pattern PLACE = Pattern.compile("^changes\\[(\\d{1,9})]");

    /** What the agents' messages begin with. */
    private static final Pattern OBJECT = Pattern.compile("^(topic mapping|topic|link) (\\S+?)[:,]?(?:\\s|$)");

    /** Code and thing. */
    private final Set<List<String>> told = new HashSet<>();

    /**
     * Gives each that is new to one of these proposals.
     *
     * @param batch what was tried, as the agents counted it
     */
    void tell(Trial trial, List<Change> batch, List<Proposal> proposals, Snapshot snapshot) {
        Map<Proposal, List<Problem>> news = new LinkedHashMap<>();
        for (Problem warning : trial.warnings()) {
            Optional<String> document = document(warning, batch);
            if (told.add(List.of(warning.code(), thing(warning, document)))) {
                Optional<Proposal> own = document.flatMap(key -> changing(key, proposals));
                Proposal proposal =
                        own.or(() -> about(warning, trial, proposals, snapshot)).orElse(proposals.get(0));
                news.computeIfAbsent(proposal, p -> new ArrayList<>())
                        .add(own.isPresent() ? warning : withoutPlace(warning));
            }
        }
        news.forEach((proposal, own) -> Problems.warnings(proposal.subject, own).forEach(proposal::tell));
    }

    private static Optional<String> document(Problem warning, List<Change> batch) {
        Matcher place = PLACE.matcher(warning.field() == null ? "" : warning.field());
        int index = place.find() ? Integer.parseInt(place.group(1)) : batch.size();
        return index < batch.size() ? Optional.of(PlannedChanges.key(batch.get(index))) : Optional.empty();
    }

    /** A message that names nothing is about what it says. */
    private static String thing(Problem warning, Optional<String> document) {
        Matcher object = OBJECT.matcher(warning.message());
        return object.find() ? object.group(1) + " " + object.group(2) : document.orElse(warning.message());
    }

    private static Optional<Proposal> changing(String key, List<Proposal> proposals) {
        return proposals.stream()
                .filter(proposal ->
                        proposal.changes.stream().map(PlannedChanges::key).anyMatch(key::equals))
                .findFirst();
    }

    /** Of a topic whose mapping or link is among them, or of a link that one of them has to do with. */
    private static Optional<Proposal> about(Problem warning, Trial trial, List<Proposal> proposals, Snapshot snapshot) {
        Matcher object = OBJECT.matcher(warning.message());
        if (!object.find()) {
            return Optional.empty();
        }
        String name = object.group(2);
        return switch (object.group(1)) {
            case "topic" -> effect(name, trial, snapshot).map(effect -> Proposal.behind(effect, proposals));
            case "link" ->
                proposals.stream().filter(proposal -> proposal.isOverLink(name)).findFirst();
            default -> changing("put mapping " + name, proposals);
        };
    }

    /** What becomes of a topic: one that stays as it is may be warned of too. */
    private static Optional<TopicEffect> effect(String topic, Trial trial, Snapshot snapshot) {
        return trial.effects().stream()
                .filter(effect -> effect.topic().equals(topic))
                .findFirst()
                .or(() -> snapshot.topics().stream()
                        .filter(known -> known.topic().equals(topic))
                        .map(known -> new TopicEffect(
                                known.link(), known.sourceTopic(), topic, known.state(), MigrationState.REJECT, ""))
                        .findFirst());
    }

    /** The place is none of another document. */
    private static Problem withoutPlace(Problem warning) {
        return new Problem(warning.code(), warning.message(), null, warning.remedy());
    }
}

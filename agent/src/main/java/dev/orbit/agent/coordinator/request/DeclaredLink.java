// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.coordinator.request;

import dev.orbit.agent.coordinator.source.SourceQueries.SourceScan;
import dev.orbit.agent.state.LinkDocument;
import dev.orbit.agent.state.MappingDocument;
import dev.orbit.agent.state.StateImage;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.ValidateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A link that is to be validated, as the batch of changes that would declare it. Pure. */
final class DeclaredLink {

    private static final Pattern IN_BATCH = Pattern.compile("changes\\[(\\d+)](?:\\.spec)?(.*)");

    private final ValidateRequest request;
    private final ChangePlan plan;

    private DeclaredLink(ValidateRequest request, ChangePlan plan) {
        this.request = request;
        this.plan = plan;
    }

    /** Fails with {@link RefusedException} when a mapping has no name, or another link's. */
    static DeclaredLink of(StateImage image, ValidateRequest request) {
        LinkSpec link = request.link();
        LinkDocument stored = image.links().get(link.name());
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutLink(link, stored == null ? 0 : stored.revision()));
        for (TopicMappingSpec mapping : request.topicMappings()) {
            changes.add(new Change.PutTopicMapping(mapping, 0));
        }
        refuse(problems(request));
        Set<String> declared =
                request.topicMappings().stream().map(TopicMappingSpec::id).collect(Collectors.toSet());
        for (MappingDocument mapping : image.mappingsOf(link.name())) {
            if (!declared.contains(mapping.spec().id())) {
                changes.add(new Change.DeleteTopicMapping(
                        link.name(), mapping.spec().source(), mapping.revision()));
            }
        }
        return new DeclaredLink(request, ChangePlan.of(image, changes));
    }

    private static List<Problem> problems(ValidateRequest request) {
        List<Problem> problems = new ArrayList<>();
        for (int index = 0; index < request.topicMappings().size(); index++) {
            TopicMappingSpec mapping = request.topicMappings().get(index);
            String path = "topic_mappings[" + index + "]";
            if (mapping.sourceTopic() == null && mapping.sourceRegex() == null) {
                dev.orbit.schemas.check.TopicMappingChecks.problems(mapping)
                        .forEach(problem -> problems.add(problem.under(path)));
            } else if (!mapping.link().equals(request.link().name())) {
                problems.add(new Problem(
                        "foreign_mapping",
                        "The topic mapping " + mapping.id() + " is not of link "
                                + request.link().name() + ".",
                        path + ".link",
                        "Send the mappings of one link with that link."));
            }
        }
        return problems;
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new RefusedException(400, problems);
        }
    }

    LinkSpec link() {
        return request.link();
    }

    /** The link's document, if it were declared. */
    LinkDocument document() {
        LinkDocument document = plan.after().links().get(link().name());
        if (document == null) {
            throw new IllegalStateException("the plan lost link " + link().name());
        }
        return document;
    }

    StateImage after() {
        return plan.after();
    }

    /** What can be seen without asking any cluster. */
    List<Problem> problems() {
        return plan.problems().stream().map(this::relocated).toList();
    }

    /** What stands at the destination against the topics that a scan found. */
    List<Problem> effectProblems(SourceScan scan, Predicate<String> isForeign) {
        return ChangeEffects.of(plan, Map.of(link().name(), scan), isForeign, topic -> Optional.empty())
                .problems()
                .stream()
                .map(this::relocated)
                .toList();
    }

    /** A problem whose field is relative to the link document. */
    Problem ofLink(Problem problem) {
        return relocated(plan.of(ChangePlan.link(link().name()), problem));
    }

    /** A problem that concerns what a mapping matches. */
    Problem ofMapping(TopicMappingSpec mapping, Problem problem) {
        String field = mapping.sourceTopic() == null ? "source_regex" : "source_topic";
        Problem placed = new Problem(problem.code(), problem.message(), field, problem.remedy());
        return relocated(plan.of(ChangePlan.mapping(mapping.id()), placed));
    }

    private Problem relocated(Problem problem) {
        return new Problem(problem.code(), problem.message(), relocated(problem.field()), problem.remedy());
    }

    /** Change 0 is the link, those after it are the mappings; a deletion is of something that the request leaves out. */
    private @Nullable String relocated(@Nullable String field) {
        Matcher path = IN_BATCH.matcher(field == null ? "" : field);
        if (!path.matches()) {
            return field;
        }
        int index = Integer.parseInt(path.group(1));
        if (index > request.topicMappings().size()) {
            return null;
        }
        return (index == 0 ? "link" : "topic_mappings[" + (index - 1) + "]") + path.group(2);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.apply;

import dev.orbit.reconciler.documents.DocumentProblem;
import dev.orbit.reconciler.documents.LinkDocument;
import dev.orbit.reconciler.plan.Plan;
import dev.orbit.reconciler.plan.PlannedChange;
import dev.orbit.schemas.Change;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Leads the agents' problems with a batch back to the files the batch was made from. */
public final class BatchPaths {

    private static final Pattern PATH = Pattern.compile("changes\\[(\\d{1,9})](?:\\.spec)?\\.?(.*)");

    private final Plan plan;
    private final List<LinkDocument> documents;

    public BatchPaths(Plan plan, List<LinkDocument> documents) {
        this.plan = plan;
        this.documents = List.copyOf(documents);
    }

    /** The problem in terms of a file; nothing where it is about none. */
    public Optional<DocumentProblem> locate(Problem problem) {
        String reported = problem.field();
        if (reported == null) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(reported);
        if (!path.matches()) {
            return onlyDocument().map(document -> at(document, reported, problem));
        }
        int index = Integer.parseInt(path.group(1));
        if (index >= plan.changes().size()) {
            return Optional.empty();
        }
        PlannedChange change = plan.changes().get(index);
        String field = join(documentPath(change.write()), path.group(2));
        return documents.stream()
                .filter(document ->
                        document.link().name().equals(change.target().link()))
                .findFirst()
                .map(document -> at(document, field, problem));
    }

    /** The problem with its field as its document has it: {@code topic_mappings[2].source_regex}. */
    static Problem inDocument(Plan plan, Problem problem) {
        Matcher path = PATH.matcher(problem.field() == null ? "" : problem.field());
        if (!path.matches() || Integer.parseInt(path.group(1)) >= plan.changes().size()) {
            return problem;
        }
        Change write = plan.changes().get(Integer.parseInt(path.group(1))).write();
        String field = join(documentPath(write), path.group(2));
        return new Problem(problem.code(), problem.message(), field.isEmpty() ? null : field, problem.remedy());
    }

    /** Where one document is all there is, a path without its change can only be about that one. */
    private Optional<LinkDocument> onlyDocument() {
        return documents.size() == 1 ? Optional.of(documents.get(0)) : Optional.empty();
    }

    private static DocumentProblem at(LinkDocument document, String field, Problem problem) {
        return new DocumentProblem(
                document.positionOf(field),
                new Problem(problem.code(), problem.message(), field.isEmpty() ? null : field, problem.remedy()));
    }

    private static String documentPath(Change write) {
        return write instanceof Change.PutTopicMapping put
                ? "topic_mappings[" + put.spec().priority() + "]"
                : "";
    }

    private static String join(String path, String rest) {
        return path.isEmpty() || rest.isEmpty() ? path + rest : path + "." + rest;
    }
}

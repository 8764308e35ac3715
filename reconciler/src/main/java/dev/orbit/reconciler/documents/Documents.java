// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the documents a user named, and finds everything wrong with them that needs no cluster to be seen. */
public final class Documents {

    private static final Comparator<DocumentProblem> BY_PLACE =
            Comparator.comparing(DocumentProblem::position).thenComparing(found -> path(found.problem()));

    private final SchemaCheck schemaCheck = new SchemaCheck();
    private final List<LinkDocument> documents = new ArrayList<>();
    /** Those whose name is known: nothing can be said about the others beside one another. */
    private final List<LinkDocument> named = new ArrayList<>();

    private final List<DocumentProblem> problems = new ArrayList<>();
    private final List<DocumentProblem> warnings = new ArrayList<>();

    private Documents() {}

    /**
     * What was read.
     *
     * @param documents fit to be planned only when there are no problems
     * @param problems in the order of their places
     * @param warnings what is allowed and hardly meant
     */
    public record Loaded(List<LinkDocument> documents, List<DocumentProblem> problems, List<DocumentProblem> warnings) {
        public Loaded {
            documents = List.copyOf(documents);
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads files.
     *
     * @param named files, and directories of which the .yaml, .yml and .json files directly in them are read
     */
    public static Loaded load(List<Path> named) {
        Documents reading = new Documents();
        DocumentFiles files = new DocumentFiles();
        for (Path file : files.find(named)) {
            files.read(file).ifPresent(text -> reading.add(file.toString(), text));
        }
        reading.problems.addAll(files.problems());
        return reading.finish();
    }

    /**
     * Reads one document that is no file.
     *
     * @param file the name to give it in problems
     */
    public static Loaded parse(String file, String text) {
        Documents reading = new Documents();
        reading.add(file, text);
        return reading.finish();
    }

    private void add(String file, String text) {
        Findings findings = new Findings();
        Optional<SourceTree> tree = YamlReader.read(file, asYaml(file, text), findings);
        tree.map(source -> judge(file, source, findings)).ifPresent(document -> {
            documents.add(document);
            if (!findings.concernsBroken("name")) {
                named.add(document);
            }
        });
        problems.addAll(findings.problems());
    }

    /** JSON is YAML but for the tabs it may be indented with; within its strings there are none. */
    private static String asYaml(String file, String text) {
        return file.endsWith(".json") ? text.replace('\t', ' ') : text;
    }

    private LinkDocument judge(String file, SourceTree source, Findings findings) {
        List<Problem> bounds = schemaCheck.check(source, findings);
        Binder binder = new Binder(source.root(), findings);
        LinkDocument document = new LinkDocument(file, binder.link(), binder.topicMappings(), source);
        List<Problem> meanings = MeaningChecks.problems(document).stream()
                .filter(problem -> !findings.concernsBroken(path(problem)))
                .toList();
        PathSet spokenOf = new PathSet();
        meanings.forEach(problem -> spokenOf.add(path(problem)));
        List<Problem> unspoken = bounds.stream()
                .filter(bound -> !findings.concernsBroken(path(bound)))
                .filter(bound -> !spokenOf.hasRelated(path(bound)))
                .distinct()
                .toList();
        meanings.forEach(problem -> findings.add(source.positionOf(path(problem)), problem));
        unspoken.forEach(problem -> findings.add(source.positionOf(path(problem)), problem));
        MeaningChecks.warnings(document)
                .forEach(problem -> warnings.add(new DocumentProblem(source.positionOf(path(problem)), problem)));
        return document;
    }

    private static String path(Problem problem) {
        return problem.field() == null ? "" : problem.field();
    }

    private Loaded finish() {
        problems.addAll(SetChecks.problems(named));
        problems.sort(BY_PLACE);
        return new Loaded(documents, problems, warnings);
    }
}

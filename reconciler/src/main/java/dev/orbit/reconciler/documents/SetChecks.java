// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.TopicMappingSpec;
import dev.orbit.schemas.check.MappingSetChecks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules that documents keep among one another. */
final class SetChecks {

    /** A mapping and where it comes from. */
    private record Declared(LinkDocument document, TopicMappingSpec mapping) {
        String path() {
            return FieldPaths.item("topic_mappings", mapping.priority());
        }

        Position position() {
            return document.positionOf(path());
        }
    }

    private SetChecks() {}

    static List<DocumentProblem> problems(List<LinkDocument> documents) {
        List<DocumentProblem> problems = new ArrayList<>();
        Map<String, LinkDocument> byName = new HashMap<>();
        List<Declared> declared = new ArrayList<>();
        for (LinkDocument document : documents) {
            LinkDocument earlier = byName.putIfAbsent(document.link().name(), document);
            if (earlier != null) {
                problems.add(nameTwice(document, earlier));
            } else {
                document.topicMappings().forEach(mapping -> declared.add(new Declared(document, mapping)));
            }
        }
        problems.addAll(clashes(declared));
        return problems;
    }

    private static DocumentProblem nameTwice(LinkDocument document, LinkDocument earlier) {
        String name = document.link().name();
        return new DocumentProblem(
                document.positionOf("name"),
                new Problem(
                        "duplicate_link",
                        "The link \"" + name + "\" is described in " + earlier.positionOf("name") + " already.",
                        "name",
                        "Give each file a link of its own (name is \"default\" where it is left out), or merge them."));
    }

    private static List<DocumentProblem> clashes(List<Declared> declared) {
        List<TopicMappingSpec> mappings =
                declared.stream().map(Declared::mapping).toList();
        return MappingSetChecks.clashes(mappings).stream()
                .map(clash -> clash(declared.get(clash.index()), declared.get(clash.earlier()), clash.problem()))
                .toList();
    }

    private static DocumentProblem clash(Declared later, Declared earlier, Problem problem) {
        Problem placed = problem.under(later.path());
        Problem told = new Problem(
                placed.code(),
                placed.message() + " The other one is " + earlier.path() + " in " + earlier.position() + ".",
                placed.field(),
                placed.remedy());
        String field = placed.field() == null ? later.path() : placed.field();
        return new DocumentProblem(later.document().positionOf(field), told);
    }
}

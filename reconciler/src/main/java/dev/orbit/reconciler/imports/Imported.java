// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a file.
 *
 * @param link the name of the link
 * @param flow which flow of the file it is, such as {@code A -> B}; empty when none could be chosen
 * @param fields of the document, in the order to write them
 * @param notCarried every setting of the flow that the document does not have
 * @param variables the environment variables that the document names
 * @param problems why the document must not be used; empty when it may
 */
public record Imported(
        String link,
        String flow,
        Map<String, Object> fields,
        List<NotCarried> notCarried,
        List<Variable> variables,
        List<Problem> problems) {

    public Imported {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        notCarried = List.copyOf(notCarried);
        variables = List.copyOf(variables);
        problems = List.copyOf(problems);
    }

    static Imported failed(List<Problem> problems) {
        return new Imported("", "", Map.of(), List.of(), List.of(), problems);
    }
}

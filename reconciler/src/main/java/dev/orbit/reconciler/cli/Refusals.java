// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import dev.orbit.reconciler.text.ProblemText;
import dev.orbit.schemas.TopicProblem;
import java.util.List;

/** Topics that were left alone, each with why. */
final class Refusals {

    private Refusals() {}

    static void print(Terminal terminal, List<TopicProblem> refusals) {
        refusals.forEach(refusal ->
                terminal.printError(ProblemText.error(terminal.paint(), refusal.topic(), refusal.problem())));
    }
}

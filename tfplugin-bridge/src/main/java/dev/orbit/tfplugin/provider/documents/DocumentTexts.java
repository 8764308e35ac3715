// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.provider.agents.TopicNames;
import java.util.SortedSet;

/**
 * What is said of documents that are not as their state or their plan has them. A warning's summary names the document:
 * Terraform shows only one of several warnings with the same summary.
 */
final class DocumentTexts {

    private final String noun;
    private final String typeName;

    DocumentTexts(String noun, String typeName) {
        this.noun = noun;
        this.typeName = typeName;
    }

    /** Such as {@code link "prod"}. */
    String describe(Fields object) {
        return noun + " \"" + object.text("id") + "\"";
    }

    Diagnostic exists(Fields planned) {
        return Diagnostic.error(
                "The " + noun + " exists already",
                "There is a " + describe(planned) + " that this resource did not create, and it says something else."
                        + " To manage it here, run:\n"
                        + "terraform import " + typeName + ".NAME '" + planned.text("id") + "'\n"
                        + "If another resource of this configuration holds it, keep one of the two; if it had another"
                        + " address before, say so with a moved block. If it is to be replaced, leave"
                        + " create_before_destroy out: it can be there once only.");
    }

    /**
     * An object that has a document is to have another, which is there too.
     *
     * @param isManaged whether another object of the same state is known to have that
     */
    Diagnostic isTaken(Fields prior, Fields planned, boolean isManaged) {
        return Diagnostic.error(
                "The " + noun + " exists already",
                "There is a " + describe(planned) + ", and the " + describe(prior)
                        + " cannot become it. Another resource, or"
                        + " instance of one, " + (isManaged ? "has it" : "may have it")
                        + ": under count, a list that lost an element moves each that comes after it. Use for_each over"
                        + " names, and say of each instance that it is the same:\n"
                        + "moved {\n  from = " + typeName + ".NAME[1]\n  to   = " + typeName + ".NAME[\"KEY\"]\n}"
                        + (isManaged
                                ? ""
                                : "\nIf none has it, give it a resource of its own, and run:\nterraform import "
                                        + typeName + ".NAME '" + planned.text("id") + "'"));
    }

    Diagnostic isAdopted(Fields planned) {
        return Diagnostic.warning(
                "The " + describe(planned) + " exists already, and is adopted",
                "There is a " + describe(planned)
                        + " with exactly this content, as an interrupted apply leaves it. It is"
                        + " managed here from now on, and nothing is written. If another state of Terraform holds it too,"
                        + " keep one of the two: to destroy either deletes it.");
    }

    Diagnostic mayExist(Fields planned) {
        return Diagnostic.warning(
                "The " + describe(planned) + " exists already",
                "There is a " + describe(planned)
                        + " that this resource did not create. What is configured is known only"
                        + " at apply: if it is exactly what is there, it is adopted, else the apply refuses. To manage it"
                        + " here in any case, run:\n"
                        + "terraform import " + typeName + ".NAME '" + planned.text("id") + "'");
    }

    Diagnostic changedBehind(Fields prior) {
        return Diagnostic.error(
                "The " + noun + " was changed in between",
                "The " + describe(prior) + " is not what it was when this plan was made: somebody else changed or"
                        + " deleted it. Nothing was written. Run terraform plan again and look at what it says now.");
    }

    Diagnostic stays(Fields prior) {
        return Diagnostic.warning(
                "The " + describe(prior) + " stays",
                "The " + describe(prior)
                        + " is not deleted: the same apply has created or adopted it for another object,"
                        + " which holds it now.");
    }

    Diagnostic troubled(Fields written, String trouble) {
        return Diagnostic.warning(
                "Not all is well with " + describe(written),
                trouble + "\nIt is stored as planned; orbit validate --live tells each privilege that it needs.");
    }

    Diagnostic goesAfter(Fields prior, SortedSet<String> mappings) {
        String which = mappings.size() == 1 ? "this topic mapping" : "these " + mappings.size() + " topic mappings";
        return Diagnostic.warning(
                "Topic mappings belong to " + describe(prior),
                "The " + noun + " goes only after " + which + ": " + TopicNames.list(mappings)
                        + ". One that this plan does not destroy keeps the " + noun
                        + ", and that is found out only after the rest is gone. force_destroy deletes them too.");
    }

    Diagnostic notShown(Fields prior, SortedSet<String> mappings) {
        return Diagnostic.error(
                "The plan did not show all topic mappings",
                "force_destroy of the " + describe(prior) + " would delete what the plan did not show: "
                        + TopicNames.list(mappings)
                        + ". Nothing was deleted. Run terraform plan again and look at what it"
                        + " says now.");
    }
}

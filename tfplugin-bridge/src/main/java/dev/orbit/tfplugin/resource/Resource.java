// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;

/**
 * A kind of object that Terraform manages. Objects handed in and out have exactly the schema's attributes. What cannot be
 * done is told by a {@link dev.orbit.tfplugin.diag.DiagnosticException}; then the object is taken to be as it was before
 * the call, so a call that fails half-way is one that can be repeated. May be called by many threads at once.
 */
public interface Resource {

    /** Such as {@code orbit_link}. */
    String typeName();

    Schema schema();

    /** What is wrong with a configuration beyond what its attributes tell; parts of it may be unknown. */
    default List<Diagnostic> validate(Fields config) {
        return List.of();
    }

    /**
     * What has become of an object. Where it means the same as the state, it is spelled as in the state, or every plan
     * would show a change.
     */
    Outcome read(Fields state);

    /** Creates the object as planned; the plan is wholly known but for what this call computes. */
    Outcome create(Fields planned, Fields config);

    /** Changes the object as planned; the plan is wholly known but for what this call computes. */
    Outcome update(Fields prior, Fields planned, Fields config);

    /** Deletes the object; one that is gone is deleted. Returns warnings. */
    List<Diagnostic> delete(Fields prior);
}

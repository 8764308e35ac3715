// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.diag.Diagnostic;
import java.util.List;

/**
 * A resource that looks at the world while a change is planned, so that what would fail at apply fails at plan, and the
 * consequences are read before they come. Errors stop the plan. Never asked about a plan without changes.
 */
public interface ChecksPlan {

    /** The state holds this object: told before anything is planned for it, whether or not it is read. */
    default void isInState(Fields state) {}

    List<Diagnostic> checkCreate(Fields planned, Fields config);

    /** The create of an object in place of the one that it replaces, of which a change was checked before. */
    default List<Diagnostic> checkReplacement(Fields planned, Fields config) {
        return checkCreate(planned, config);
    }

    List<Diagnostic> checkUpdate(Fields prior, Fields planned, Fields config);

    /** The object is to make way for another one, which is checked by {@link #checkReplacement} afterwards. */
    default List<Diagnostic> checkReplace(Fields prior) {
        return checkDestroy(prior);
    }

    List<Diagnostic> checkDestroy(Fields prior);
}

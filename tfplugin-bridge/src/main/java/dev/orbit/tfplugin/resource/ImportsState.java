// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;

/** A resource whose existing objects can be put under Terraform's management. */
public interface ImportsState {

    /**
     * Finds an object by the id that a user types.
     *
     * @return the whole object, with every attribute a configuration can set
     * @throws dev.orbit.tfplugin.diag.DiagnosticException when there is none, or it is no id
     */
    Fields importState(String id);
}

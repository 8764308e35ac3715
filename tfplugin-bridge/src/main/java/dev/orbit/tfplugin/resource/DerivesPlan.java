// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;

/** A resource some of whose computed attributes are known before apply. */
public interface DerivesPlan {

    /**
     * Fills in what can be told beforehand. Pure, and the same for the same arguments: Terraform plans again at apply and
     * accepts no other result than unknown values become known. May turn a plan without changes into one with some.
     *
     * @param prior null on create
     */
    Fields derive(Value prior, Fields planned, Fields config);
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Type;
import java.util.Optional;

/** A resource whose objects were stored in other layouts by earlier versions of the provider. */
public interface UpgradesState {

    /**
     * How an object looked in an earlier layout.
     *
     * @param version lower than the schema's
     * @return nothing when it cannot be read any more
     */
    Optional<Type.ObjectOf> typeAt(long version);

    /** Brings an object of an earlier layout into today's. Pure: it is asked again by every command until an apply. */
    Fields upgrade(long version, Fields stored);
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;

/**
 * A provider as one connection sees it: each connection has its own, with its own configuration. Thread-safe; making one
 * costs nothing, for most are only asked for their schemas.
 */
public interface Provider {

    /** The provider block. */
    Schema schema();

    List<Resource> resources();

    default List<DataSource> dataSources() {
        return List.of();
    }

    /**
     * Takes the configuration; called before any resource is read, planned or applied. Parts may be unknown while a plan
     * is made.
     *
     * @throws dev.orbit.tfplugin.diag.DiagnosticException when nothing can be done with it
     */
    void configure(Fields config);

    /** The user wants to stop: what is waiting gives up soon, and says so. Calls in flight are still answered. */
    void stop();
}

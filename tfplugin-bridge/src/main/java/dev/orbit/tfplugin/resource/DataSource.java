// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.resource;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.schema.Schema;

/** A kind of object that Terraform reads and does not manage. May be called by many threads at once. */
public interface DataSource {

    /** Such as {@code orbit_topics}. */
    String typeName();

    Schema schema();

    /**
     * Reads the object; the configuration is wholly known.
     *
     * @return exactly the schema's attributes, wholly known
     * @throws dev.orbit.tfplugin.diag.DiagnosticException when it cannot be read
     */
    Fields read(Fields config);
}

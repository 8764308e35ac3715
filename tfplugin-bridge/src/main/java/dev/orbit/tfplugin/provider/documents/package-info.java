/** The resources {@code orbit_link} and {@code orbit_topic_mapping}: documents that the agents store. */
@NullMarked
package dev.orbit.tfplugin.provider.documents;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** About what only a source of Kafka 2.8 or older does: runs with {@code -Psource-versions}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("old-source")
public @interface OldSource {}

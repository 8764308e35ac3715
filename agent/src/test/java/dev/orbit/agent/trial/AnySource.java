// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.trial;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Of the suite's core: with {@code -Psource-versions} it runs against sources of other releases of Kafka too. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("any-source")
public @interface AnySource {}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.request;

import java.util.Map;
import scala.jdk.javaapi.CollectionConverters;

/** Views of Scala's maps as Java's and back; nothing is copied. */
final class ScalaMaps {

    private ScalaMaps() {}

    static <K, V> Map<K, V> toJava(scala.collection.Map<K, V> map) {
        return CollectionConverters.asJava(map);
    }

    static <K, V> scala.collection.Map<K, V> toScala(Map<K, V> map) {
        return CollectionConverters.asScala(map);
    }
}

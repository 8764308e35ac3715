// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.imports;

import dev.orbit.schemas.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Imports of MirrorMaker 2's properties, and what came of them. */
final class ImportSamples {

    private ImportSamples() {}

    /** The flow A -> B with these settings on top. */
    static Imported imported(String... keysAndValues) {
        return Importer.ofProperties(properties(keysAndValues), null, null);
    }

    static Imported importedWithout(String key, String... keysAndValues) {
        Map<String, String> properties = properties(keysAndValues);
        properties.remove(key);
        return Importer.ofProperties(properties, null, null);
    }

    private static Map<String, String> properties(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "clusters", "A, B",
                "A.bootstrap.servers", "a:9092",
                "A->B.enabled", "true",
                "topics.exclude", "mm2.*\\.internal, .*\\.replica, __.*",
                "replication.factor", "-1",
                "config.properties.exclude", "",
                "sync.topic.acls.enabled", "false"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    static Object at(Object tree, Object... path) {
        Object at = tree;
        for (Object step : path) {
            at = step instanceof Integer index ? ((List<?>) at).get(index) : ((Map<?, ?>) at).get(step);
        }
        return at;
    }

    static List<String> codes(Imported imported) {
        return imported.problems().stream().map(Problem::code).toList();
    }

    static List<String> told(Imported imported) {
        return imported.notCarried().stream().map(NotCarried::setting).toList();
    }
}

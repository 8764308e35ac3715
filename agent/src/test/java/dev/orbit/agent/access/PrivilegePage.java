// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** The tables of {@code docs/privileges.md}. */
final class PrivilegePage {

    static final String TOPIC = "orders";
    static final String GROUP = "billing";

    private static final Path PAGE = Path.of("..", "docs", "privileges.md");
    private static final String HEAD = "| principal | operation | resource | what for | without it |";
    /** What the link of the test declares. */
    private static final Set<String> DECLARED =
            Set.of("Mirror", "Proxy", "Consumer groups", "ACLs", "Cluster configuration");

    private static final Map<String, String> WORDS =
            Map.of(SecuredBroker.READER, "Orbit's principal", SecuredBroker.PROXY, "the proxy's principal");

    private PrivilegePage() {}

    /**
     * One privilege.
     *
     * @param feature the section it stands in
     * @param error what is said without it
     */
    record Row(String feature, String principal, String operation, String resource, String purpose, String error) {

        AclBinding acl() {
            String[] words = resource.replace("`", "").split(" ");
            ResourceType type =
                    ResourceType.fromString(words[0].replace('-', '_').toUpperCase(java.util.Locale.ROOT));
            String name = type == ResourceType.CLUSTER ? "kafka-cluster" : words[1];
            AclOperation known = SecurityUtils.operation(operation);
            return SecuredBroker.acl(principal, known, type, name, PatternType.LITERAL);
        }

        /** How every message about it goes on. */
        String refusal() {
            return "does not allow " + WORDS.get(principal) + " ";
        }

        /** Whether a link that mirrors, proxies and copies groups, ACLs and the cluster configuration needs it at a source of today. */
        boolean isNeeded() {
            return DECLARED.contains(feature) && !purpose.startsWith("on a source before");
        }

        @Override
        public String toString() {
            return feature + ": " + operation + " on " + resource;
        }
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String feature = "";
        boolean isTable = false;
        for (String line : lines()) {
            if (line.startsWith("## ")) {
                feature = line.substring(3);
            }
            boolean isRow = isTable && line.startsWith("|") && !line.startsWith("|-");
            isTable = line.equals(HEAD) || (isTable && line.startsWith("|"));
            if (isRow) {
                List<String> cells = Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList();
                rows.add(new Row(
                        feature,
                        cells.get(0),
                        cells.get(1),
                        cells.get(2),
                        cells.get(3),
                        cells.get(4).replace("`", "")));
            }
        }
        return rows;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

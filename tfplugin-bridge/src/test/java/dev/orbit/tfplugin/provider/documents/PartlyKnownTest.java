// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider.documents;

import static dev.orbit.tfplugin.cty.Value.Unknown.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.diag.Diagnostic;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.resource.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is known of a configuration is checked, whatever else of it is not. */
class PartlyKnownTest {

    private static final Value UNKNOWN_BROKER = TestObjects.brokers(UNKNOWN);

    private final Agents agents = new Agents();
    private final Resource links = DocumentResources.link(agents, new PlannedChanges(agents), new StopSignal());
    private final Resource mappings =
            DocumentResources.topicMapping(agents, new PlannedChanges(agents), new StopSignal());

    private List<String> link(Map<String, ? extends Value> given) {
        return paths(links, given);
    }

    private static List<String> paths(Resource resource, Map<String, ? extends Value> given) {
        return resource.validate(TestObjects.config(resource, given)).stream()
                .filter(Diagnostic::isError)
                .map(diagnostic -> diagnostic.path().toString())
                .toList();
    }

    private static Fields credentials(Map<String, ? extends Value> given) {
        return new Fields(given);
    }

    @Test
    void aSecretInPlaceOfAVariablesNameIsFoundBesideAnUnknownBroker() {
        Fields credentials = credentials(Map.of(
                "sasl_mechanism", Value.of("plain"),
                "sasl_username_env", Value.of("ORBIT_U"),
                "sasl_password_env", Value.of("hunter2 not a name")));

        assertThat(link(Map.of("source_bootstrap_brokers", UNKNOWN_BROKER, "source_cluster_credentials", credentials)))
                .containsExactly("source_cluster_credentials.sasl_password_env");
    }

    @Test
    void aBadMechanismIsFoundBesideAnUnknownUserName() {
        Fields credentials = credentials(Map.of(
                "sasl_mechanism", Value.of("gssapi"),
                "sasl_username_env", UNKNOWN,
                "sasl_password_env", Value.of("ORBIT_P")));

        assertThat(link(Map.of("source_bootstrap_brokers", UNKNOWN_BROKER, "source_cluster_credentials", credentials)))
                .containsExactly("source_cluster_credentials.sasl_mechanism");
    }

    @Test
    void whatDependsOnSomethingUnknownIsLeftToTheApply() {
        Fields certificate = credentials(Map.of(
                "use_tls", UNKNOWN,
                "mtls_client_cert_env", UNKNOWN,
                "mtls_client_key_env", Value.of("ORBIT_KEY")));

        assertThat(link(Map.of(
                        "source_bootstrap_brokers", UNKNOWN,
                        "source_cluster_credentials", certificate,
                        "auto_migration", new Fields(Map.of("enable", Value.of(true))),
                        "auto_migration_source_cluster_credentials", UNKNOWN)))
                .isEmpty();
        assertThat(link(Map.of(
                        "source_bootstrap_brokers",
                        new Value.Items(List.of(
                                new Fields(Map.of("hostname", Value.of("h"), "port", UNKNOWN)),
                                new Fields(Map.of("hostname", Value.of("h"), "port", UNKNOWN)),
                                new Fields(Map.of("hostname", UNKNOWN, "port", Value.of(9092))),
                                UNKNOWN)))))
                .isEmpty();
        assertThat(paths(mappings, Map.of("link", UNKNOWN, "source_topic", UNKNOWN, "source_regex", UNKNOWN)))
                .isEmpty();
    }

    @Test
    void aBadRegexIsFoundBesideUnknownsOfItsMapping() {
        assertThat(paths(
                        mappings,
                        Map.of(
                                "link",
                                UNKNOWN,
                                "source_regex",
                                Value.of("audit-["),
                                "topic_config",
                                new Fields(Map.of("retention.ms", UNKNOWN)),
                                "exclude",
                                new Value.Items(List.of(UNKNOWN, Value.of("("))))))
                .containsExactly("source_regex", "exclude[1]");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.provider;

import dev.orbit.reconciler.client.AgentClient;
import dev.orbit.reconciler.client.AgentException;
import dev.orbit.reconciler.client.HttpAgentClient;
import dev.orbit.reconciler.client.TlsFiles;
import dev.orbit.schemas.ConnectionWords;
import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.diag.DiagnosticException;
import dev.orbit.tfplugin.provider.agents.Agents;
import dev.orbit.tfplugin.provider.agents.PlannedChanges;
import dev.orbit.tfplugin.provider.agents.Problems;
import dev.orbit.tfplugin.provider.agents.StopSignal;
import dev.orbit.tfplugin.provider.documents.DocumentResources;
import dev.orbit.tfplugin.provider.figures.Figures;
import dev.orbit.tfplugin.provider.migration.AutoMigrationResource;
import dev.orbit.tfplugin.resource.DataSource;
import dev.orbit.tfplugin.resource.Provider;
import dev.orbit.tfplugin.resource.Resource;
import dev.orbit.tfplugin.schema.Attribute;
import dev.orbit.tfplugin.schema.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The provider {@code orbit-kafka/orbit}. */
public final class OrbitProvider implements Provider {

    /** What a configuration's {@code required_providers} means by {@code orbit-kafka/orbit}. */
    public static final String ADDRESS = "registry.terraform.io/orbit-kafka/orbit";

    private static final Schema SCHEMA = Schema.provider(
            "Orbit moves a running Apache Kafka estate to another Kafka cluster without stopping it.",
            List.of(
                    Attribute.string("endpoint")
                            .describedAs(
                                    "HTTP API of any agent. Default: the environment variable `ORBIT_ENDPOINT`, else"
                                            + " `" + ConnectionWords.ENDPOINT_DEFAULT + "`."),
                    Attribute.string("token")
                            .sensitive()
                            .describedAs("Bearer token of that API. Default: the environment variable `ORBIT_TOKEN`,"
                                    + " else none."),
                    Attribute.string("ca_file")
                            .describedAs(
                                    "File with the authorities, in PEM, that vouch for agents at `https://`. Default:"
                                            + " the environment variable `ORBIT_CA_FILE`, else those that Java trusts."),
                    Attribute.string("client_cert_file")
                            .describedAs("File with the certificate, in PEM, that is shown to agents that want one."
                                    + " Default: the environment variable `ORBIT_CLIENT_CERT_FILE`, else none."),
                    Attribute.string("client_key_file")
                            .describedAs("File with its key, in PEM and unencrypted PKCS #8. Default: the environment"
                                    + " variable `ORBIT_CLIENT_KEY_FILE`, else `client_cert_file`.")));

    private final Map<String, String> environment;
    private final Agents agents = new Agents();
    private final StopSignal stop = new StopSignal();
    private final List<Resource> resources;
    private final List<DataSource> dataSources;

    /** Takes the defaults of the provider block from this environment. */
    public OrbitProvider(Map<String, String> environment) {
        this.environment = environment;
        PlannedChanges plannedChanges = new PlannedChanges(agents);
        this.resources = List.of(
                DocumentResources.link(agents, plannedChanges, stop),
                DocumentResources.topicMapping(agents, plannedChanges, stop),
                new AutoMigrationResource(agents, plannedChanges, stop));
        this.dataSources = Figures.of(agents);
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public List<Resource> resources() {
        return resources;
    }

    @Override
    public List<DataSource> dataSources() {
        return dataSources;
    }

    /** An endpoint that is known only after apply is no error: a plan can be made without the agents. */
    @Override
    public void configure(Fields config) {
        if (config.isWhollyKnown()) {
            AgentClient client = client(
                    or(config.textOrNull("endpoint"), defaultEndpoint()),
                    or(config.textOrNull("token"), defaultToken()),
                    TlsFiles.of(
                            config.textOrNull("ca_file"),
                            config.textOrNull("client_cert_file"),
                            config.textOrNull("client_key_file"),
                            environment));
            stop.then(client::stopReading);
            agents.connect(client);
        }
    }

    /** A variable without a value counts as absent: CI defines such. */
    private String defaultEndpoint() {
        String endpoint = environment.getOrDefault(ConnectionWords.ENDPOINT_ENV, "");
        return endpoint.isBlank() ? ConnectionWords.ENDPOINT_DEFAULT : endpoint;
    }

    private @Nullable String defaultToken() {
        String token = environment.getOrDefault(ConnectionWords.TOKEN_ENV, "");
        return token.isEmpty() ? null : token;
    }

    private static AgentClient client(@Nullable String endpoint, @Nullable String token, TlsFiles files) {
        try {
            return new HttpAgentClient(String.valueOf(endpoint), token, files);
        } catch (AgentException e) {
            throw new DiagnosticException(Problems.errors(e.problems()));
        }
    }

    private static @Nullable String or(@Nullable String configured, @Nullable String fallback) {
        return configured == null ? fallback : configured;
    }

    @Override
    public void stop() {
        stop.give();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orbit.reconciler.documents.Documents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportCommandTest {

    @RegisterExtension
    final CommandHarness orbit = new CommandHarness();

    private static Path fixture(String name) {
        return Path.of("src", "test", "resources", "import", name);
    }

    private static String expected(String name) throws IOException {
        return Files.readString(fixture(name));
    }

    private String write(byte[] content) throws IOException {
        return Files.write(orbit.directory.resolve("mm2.properties"), content).toString();
    }

    private String write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What was printed to standard error, by its codes. */
    private List<String> codes() {
        return orbit.err()
                .lines()
                .filter(line -> line.endsWith("]"))
                .map(line -> line.substring(line.lastIndexOf('[') + 1, line.length() - 1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mm2.properties", "minimal.properties", "identity-pem.properties", "strimzi-v1beta2.yaml"})
    void makesADocumentAndTellsOfTheRest(String name) throws IOException {
        orbit.server.close();

        assertThat(orbit.run("import", fixture(name).toString()))
                .as(orbit.err())
                .isZero();

        String document = orbit.out();
        assertThat(document).isEqualTo(expected(name + ".orbit.yaml"));
        assertThat(orbit.err()).isEqualTo(expected(name + ".told.txt"));
        assertThat(document + orbit.err()).doesNotContain("hunter");
        Documents.Loaded loaded = Documents.parse("document", document);
        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void whatItWritesIsValid() {
        String file = orbit.directory.resolve("orbit.yaml").toString();

        assertThat(orbit.run("import", fixture("mm2.properties").toString(), "--output", file))
                .isZero();
        assertThat(orbit.out()).isEqualTo("Written: " + file + "\n");
        assertThat(orbit.err()).endsWith("orbit validate --live " + file + "\n");
        assertThat(orbit.run("validate", file)).as(orbit.err()).isZero();
    }

    @Test
    void aFileThatIsThereIsLeftAloneUnlessForced() throws IOException {
        String file = orbit.document("mine");
        String source = fixture("minimal.properties").toString();

        assertThat(orbit.run("import", source, "--output", file)).isEqualTo(1);
        assertThat(orbit.err()).contains("[file_exists]", "--force", file);
        assertThat(Path.of(file)).hasContent("mine");

        assertThat(orbit.run("import", source, "--output", file, "--force")).isZero();
        assertThat(Files.readString(Path.of(file))).startsWith("# From ").contains("name: A");
    }

    @Test
    void thereIsNothingToForceWithoutAFileToWrite() {
        assertThat(orbit.run("import", fixture("minimal.properties").toString(), "--force"))
                .isEqualTo(1);
        assertThat(orbit.err()).contains("[usage]", "--force", "--output");
        assertThat(orbit.out()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsAnError() {
        String nowhere = orbit.directory.resolve("no").resolve("orbit.yaml").toString();

        assertThat(orbit.run("import", fixture("minimal.properties").toString(), "--output", nowhere))
                .isEqualTo(1);
        assertThat(codes()).containsExactly("file_unwritable");
    }

    @Test
    void jsonHasTheDocumentAndWhatIsToldOfIt() throws IOException {
        assertThat(orbit.run("import", "--json", fixture("mm2.properties").toString()))
                .isZero();

        JsonNode report = orbit.json();
        assertThat(report.path("link").asText()).isEqualTo("prod");
        assertThat(report.path("flow").asText()).isEqualTo("prod -> dr");
        assertThat(report.path("document").asText()).isEqualTo(expected("mm2.properties.orbit.yaml"));
        assertThat(report.at("/variables/1").toString())
                .isEqualTo(
                        "{\"name\":\"ORBIT_PROD_SASL_PASSWORD\",\"holds\":\"the password in prod.sasl.jaas.config\"}");
        assertThat(report.at("/not_carried/0/setting").asText()).isEqualTo("prod->dr.topics");
        assertThat(report.at("/not_carried/0/value").asText()).isEqualTo("payments");
        assertThat(report.at("/not_carried/0/why").asText()).isNotEmpty();
        assertThat(report.at("/not_carried/0/instead").asText()).isNotEmpty();
        assertThat(report.toString()).doesNotContain("hunter");
    }

    @Test
    void ofSeveralFlowsOneIsChosen() {
        String file = fixture("several.properties").toString();

        assertThat(orbit.run("import", file)).isEqualTo(1);
        assertThat(orbit.err()).contains("[several_flows]", "A -> C, B -> C.", "--source A --target C");
        assertThat(orbit.run("import", file, "--target", "C")).isEqualTo(1);
        assertThat(orbit.run("import", file, "--source", "B")).isZero();
        assertThat(orbit.out()).contains("name: B", "hostname: b");
        assertThat(orbit.run("import", file, "--source", "C")).isEqualTo(1);
        assertThat(orbit.err()).contains("[unknown_flow]", "from C to any", "C -> A (not enabled)");
        assertThat(orbit.run("import", file, "--source", "C", "--target", "A")).isZero();
        assertThat(orbit.err()).contains("C->A.enabled = false");
    }

    @Test
    void theNewerFormOfStrimzisResourceIsReadToo() {
        String file = fixture("strimzi-v1.yaml").toString();

        assertThat(orbit.run("import", file)).isEqualTo(1);
        assertThat(orbit.err()).contains("a -> b, c -> b.");
        assertThat(orbit.run("import", file, "--source", "a")).isZero();
        assertThat(orbit.out()).contains("state: paused", "mtls_client_key_env: ORBIT_A_CLIENT_KEY");
        assertThat(orbit.err()).contains("user.key of the Secret a-user");
        assertThat(orbit.run("import", file, "--source", "c")).isZero();
        assertThat(orbit.out()).doesNotContain("source_cluster_credentials");
        assertThat(orbit.err()).contains("authentication.type = oauth", "clientId (value not shown)");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThat(orbit.run("import", fixture("wrong.properties").toString())).isEqualTo(1);

        assertThat(orbit.out()).isEmpty();
        assertThat(codes())
                .containsExactlyInAnyOrder(
                        "unknown_cluster",
                        "missing_bootstrap_servers",
                        "invalid_security_protocol",
                        "unknown_topic_filter",
                        "unknown_replication_policy",
                        "regex_not_re2",
                        "regex_not_re2",
                        "regex_not_re2");
        assertThat(orbit.err()).contains("A->B.topics: The regex \"(?!internal).*\"", "A->B.topics: The regex \"a++\"");
    }

    @Test
    void aFileThatIsNoneOfTheseIsAnError() throws IOException {
        assertThat(orbit.run("import", write("consumer.id=1\n"))).isEqualTo(1);
        assertThat(codes()).containsExactly("unknown_format");
        assertThat(orbit.run("import", write("apiVersion: v1\nkind: Pod\n"))).isEqualTo(1);
        assertThat(codes()).containsExactly("unknown_format");
        assertThat(orbit.run("import", write("clusters = A, B\nA->B.enabled = false\n")))
                .isEqualTo(1);
        assertThat(codes()).containsExactly("no_enabled_flow");
        assertThat(orbit.run("import", write("clusters =\n"))).isEqualTo(1);
        assertThat(codes()).containsExactly("missing_clusters", "no_enabled_flow");
    }

    @Test
    void aFileThatCannotBeReadIsAnError() throws IOException {
        assertThat(orbit.run("import", orbit.directory.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(codes()).containsExactly("file_not_found");
        assertThat(orbit.run("import", orbit.directory.toString())).isEqualTo(1);
        assertThat(codes()).containsExactly("not_a_file");
        assertThat(orbit.run("import", write(new byte[] {(byte) 0xff, (byte) 0xfe})))
                .isEqualTo(1);
        assertThat(codes()).containsExactly("not_utf8");
        assertThat(orbit.run("import", write("clusters = \\u00g0\n"))).isEqualTo(1);
        assertThat(codes()).containsExactly("properties_syntax");
        assertThat(orbit.run("import", "--json", orbit.directory.toString())).isEqualTo(1);
        assertThat(orbit.code()).isEqualTo("not_a_file");
    }

    @Test
    void whatKubernetesListsIsReadInJsonToo() throws IOException {
        String file = write("""
                {"apiVersion": "v1", "kind": "List", "items": [
                  {"kind": "Pod"},
                  {"kind": "KafkaMirrorMaker2", "spec": {
                    "target": {"alias": "b", "bootstrapServers": "b:1"},
                    "mirrors": [{"source": {"alias": "a", "bootstrapServers": "a:1"}, "sourceConnector": {}}]}}
                ]}
                """);

        assertThat(orbit.run("import", file)).as(orbit.err()).isZero();
        assertThat(orbit.out()).contains("name: a", "destination_prefix: a.");
    }

    @Test
    void yamlThatIsNoneHasItsPlaceAndShowsNothingOfTheFile() throws IOException {
        String file = write("kind: KafkaMirrorMaker2\nspec: [hunter2\n");

        assertThat(orbit.run("import", file)).isEqualTo(1);
        assertThat(orbit.err()).contains(file + ":3:1: error: This is not YAML", "[yaml_syntax]");
        assertThat(orbit.err()).doesNotContain("hunter2");
    }

    @Test
    void aNameThatNoTopicCanHaveIsAnError() throws IOException {
        String file = write("clusters = my cluster, B\nmy\\ cluster.bootstrap.servers = a:9092\n"
                + "my\\ cluster->B.enabled = true\n");

        assertThat(orbit.run("import", file)).isEqualTo(1);
        assertThat(codes()).containsExactly("invalid_destination_prefix");
        assertThat(orbit.out()).isEmpty();
    }
}

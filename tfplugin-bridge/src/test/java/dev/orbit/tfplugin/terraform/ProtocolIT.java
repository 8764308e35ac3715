// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orbit.tfplugin.cty.Fields;
import dev.orbit.tfplugin.cty.Value;
import dev.orbit.tfplugin.handshake.PluginServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol with a trivial resource, and the real terraform attached to a server in this process. */
class ProtocolIT {

    private static final String HEAD = """
            terraform {
              required_providers {
                thing = { source = "orbit-test/thing" }
              }
            }
            """;

    private static final String FULL = HEAD + """
            resource "thing_note" "a" {
              name   = "first"
              weight = 12345678901234567890.5
              tags   = ["b", "a"]
              labels = { k = "v" }
              parts  = [{ key = "one" }, { key = "two", count = 2 }]
            }
            """;

    private final ThingStore store = new ThingStore();
    private PluginServer server;
    private Terraform terraform;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        terraform = Terraform.in(directory);
        server = PluginServer.startPlaintext(() -> new ThingProvider(store));
        terraform.attachedTo(server, ThingProvider.ADDRESS);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void appliesOnceAndThenPlansNothing() throws Exception {
        terraform.config(FULL);

        terraform.run("validate").exits(0);
        terraform.run("plan", "-detailed-exitcode").exits(2);
        terraform.run("apply", "-auto-approve").exits(0);

        terraform.run("plan", "-detailed-exitcode").exits(0);
        terraform.run("plan", "-detailed-exitcode", "-refresh=false").exits(0);
        terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(0);
    }

    @Test
    void keepsValuesExactly() throws Exception {
        terraform.config(FULL).run("apply", "-auto-approve").exits(0);

        String state = Files.readString(terraform.directory().resolve("terraform.tfstate"));

        assertThat(state).contains("\"weight\": 12345678901234567890.5", "\"size\": 3", "\"code\": \"code of two\"");
        assertThat(terraform.run("plan", "-detailed-exitcode").exits(0).text()).contains("No changes");
        terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(0);
    }

    @Test
    void readsAStateOfAnEarlierLayoutAndNotOneOfANewer() throws Exception {
        terraform.config(FULL).run("apply", "-auto-approve").exits(0);
        Path file = terraform.directory().resolve("terraform.tfstate");
        String state = Files.readString(file);
        assertThat(state).contains("\"schema_version\": 1");

        Files.writeString(
                file,
                state.replace("\"schema_version\": 1", "\"schema_version\": 0")
                        .replace("\"name\": \"first\"", "\"title\": \"first\""));
        terraform.run("plan", "-detailed-exitcode").exits(0);

        Files.writeString(file, state.replace("\"schema_version\": 1", "\"schema_version\": 2"));
        assertThat(terraform.run("plan").exits(1).text()).contains("created by a newer provider version");
    }

    @Test
    void updatesInPlaceAndShowsOnlyWhatChanges() throws Exception {
        terraform.config(FULL).run("apply", "-auto-approve").exits(0);

        Terraform.Result result =
                terraform.config(FULL.replace("count = 2", "count = 5")).run("apply", "-auto-approve");

        assertThat(result.exits(0).text())
                .contains("~ count = 2 -> 5", "~ version = 1 -> (known after apply)", "1 changed")
                .doesNotContain("~ id", "~ code");
        terraform.run("plan", "-detailed-exitcode").exits(0);
    }

    @Test
    void replacesWhereTheSchemaSaysSo() throws Exception {
        terraform.config(FULL).run("apply", "-auto-approve").exits(0);

        Terraform.Result result =
                terraform.config(FULL.replace("\"first\"", "\"second\"")).run("apply", "-auto-approve");

        assertThat(result.exits(0).text()).contains("# forces replacement", "1 added, 0 changed, 1 destroyed");
        assertThat(store.find("first")).isEmpty();
        assertThat(store.find("second")).isPresent();
    }

    @Test
    void findsWhatChangedBehindItsBack() throws Exception {
        terraform.config(FULL).run("apply", "-auto-approve").exits(0);
        Fields thing = store.find("first").orElseThrow();

        store.put("first", thing.with("size", Value.of(7)));
        assertThat(terraform.run("plan", "-detailed-exitcode").exits(2).text()).contains("~ size = 7 -> 3");
        terraform.run("plan", "-detailed-exitcode", "-refresh-only").exits(2);

        store.remove("first");
        assertThat(terraform.run("plan", "-detailed-exitcode").exits(2).text()).contains("1 to add");
    }

    @Test
    void plansWithValuesThatAreNotKnownYet() throws Exception {
        terraform.config(HEAD + """
                resource "terraform_data" "later" {
                  input = "made later"
                }
                resource "terraform_data" "too" {}
                resource "thing_note" "a" {
                  name   = terraform_data.later.output
                  tags   = [terraform_data.later.id, "x", terraform_data.too.id]
                  parts  = [{ key = terraform_data.later.output }]
                  labels = { (terraform_data.later.input) = terraform_data.later.output }
                }
                """);

        assertThat(terraform.run("plan").exits(0).text()).contains("+ name = (known after apply)");
        terraform.run("apply", "-auto-approve").exits(0);

        terraform.run("plan", "-detailed-exitcode").exits(0);
        assertThat(store.find("made later")).isPresent();
    }

    @Test
    void pointsToTheAttributeThatIsWrong() throws Exception {
        terraform.config(HEAD + "resource \"thing_note\" \"a\" {\n  name = \"x\"\n  size = 101\n}\n");
        assertThat(terraform.run("validate").exits(1).text())
                .contains("Error: Number out of range", "8: size = 101", "101 is not an integer from 0 to 100.");

        terraform.config(HEAD + "resource \"thing_note\" \"a\" {\n  name = \"unlucky\"\n}\n");
        assertThat(terraform.run("apply", "-auto-approve").exits(1).text())
                .contains("Error: No luck", "on main.tf line 7", "7: name = \"unlucky\"");
        assertThat(terraform.run("show", "-json").exits(0).output()).doesNotContain("thing_note");
    }

    @Test
    void importsByCommandAndByBlock() throws Exception {
        terraform.config(FULL).run("apply", "-auto-approve").exits(0);
        Path state = terraform.directory().resolve("terraform.tfstate");

        Files.delete(state);
        terraform.run("import", "thing_note.a", "first").exits(0);
        terraform.run("plan", "-detailed-exitcode").exits(0);

        Files.delete(state);
        terraform.config(HEAD + "import {\n  to = thing_note.a\n  id = \"first\"\n}\n");
        terraform.run("plan", "-generate-config-out=generated.tf").exits(0);
        assertThat(terraform.run("apply", "-auto-approve").exits(0).text())
                .contains("1 imported, 0 added, 0 changed, 0 destroyed");

        Files.delete(state);
        assertThat(terraform.run("import", "thing_note.a", "nothing").exits(1).text())
                .contains("There is no nothing");
    }

    @Test
    void keepsTheConfigurationsOfTwoAliasesApart() throws Exception {
        StringBuilder config = new StringBuilder(HEAD + """
                provider "thing" {
                  prefix = "left-"
                }
                provider "thing" {
                  alias  = "right"
                  prefix = "right-"
                }
                """);
        for (int i = 0; i < 12; i++) {
            config.append("""
                    resource "thing_note" "l%d" {
                      name = "n%d"
                    }
                    resource "thing_note" "r%d" {
                      name     = "n%d"
                      provider = thing.right
                    }
                    """.formatted(i, i, i, i));
        }
        terraform.config(config.toString()).run("apply", "-auto-approve").exits(0);

        assertThat(store.size()).isEqualTo(24);
        assertThat(store.find("left-n0")).isPresent();
        assertThat(store.find("right-n11")).isPresent();
        terraform.run("destroy", "-auto-approve").exits(0);
        assertThat(store.size()).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static dev.orbit.tfplugin.terraform.OrbitLab.LINK;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orbit.schemas.Change;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The steps of the workflows that a user copies, run as they are; the forges' side is a recorder. */
class CiExamplesIT {

    private static final List<String> GITHUBS_SHELL = List.of("bash", "--noprofile", "--norc", "-eo", "pipefail");
    private static final List<String> GITLABS_SHELL = List.of("sh", "-e");
    private static final String BROKEN = "resource \"orbit_link\" \"prod\" {\n}\n";

    @RegisterExtension
    final OrbitLab lab = new OrbitLab();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String openIssues = "[]";
    private volatile String secondPage = "[]";
    private HttpServer forge;
    private Path calls;

    @BeforeEach
    void start() throws Exception {
        forge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        forge.createContext("/", this::record);
        forge.start();
        Path directory = lab.terraform.directory();
        Path tools = Files.createDirectory(directory.resolve("tools"));
        calls = directory.resolve("calls");
        tool(tools, "gh", """
                #!/bin/sh
                echo "gh $*" >>'%s'
                case "$1 $2" in
                  "issue list") cat '%s' 2>/dev/null || true ;;
                  "api repos/o/r/issues/7/comments?per_page=100") cat '%s' 2>/dev/null || true ;;
                esac
                """.formatted(calls, directory.resolve("open-issue"), directory.resolve("comment")));
        // the provider is attached, and init would look for it in the registry
        tool(tools, "terraform", """
                #!/bin/sh
                [ "$1" != init ] || exit 0
                exec %s "$@"
                """.formatted(program("terraform")));
        lab.terraform
                .with("PATH", tools + File.pathSeparator + System.getenv("PATH"))
                .with("PULL_REQUEST", "7")
                .with("GITHUB_REPOSITORY", "o/r")
                .with("GITHUB_STEP_SUMMARY", directory.resolve("summary").toString())
                .with("GITHUB_OUTPUT", directory.resolve("output").toString())
                .with("GITLAB_API_TOKEN", "glpat")
                .with("CI_PROJECT_ID", "3")
                .with("CI_MERGE_REQUEST_IID", "5")
                .with("CI_API_V4_URL", "http://127.0.0.1:" + forge.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        if (forge != null) {
            forge.stop(0);
        }
    }

    private static void tool(Path directory, String name, String script) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(directory.resolve(name), script), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path program(String name) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return Path.of(directory, name);
            }
        }
        throw new AssertionError("no " + name);
    }

    private void record(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = URLDecoder.decode(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            boolean isSecond = exchange.getRequestURI().toString().endsWith("&page=2");
            byte[] answer = (isSecond ? secondPage : openIssues).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Terraform.Result github(String job) throws Exception {
        return lab.terraform.script(GITHUBS_SHELL, CiJob.github(job));
    }

    private Terraform.Result gitlab(String job) throws Exception {
        return lab.terraform.script(GITLABS_SHELL, CiJob.gitlab(job));
    }

    private String read(String file) throws IOException {
        return Files.readString(lab.terraform.directory().resolve(file));
    }

    private void drift() {
        lab.agents.changeBehind(new Change.DeleteLink("prod", 0));
    }

    @Test
    void githubCommentsThePlanAndApplies() throws Exception {
        lab.terraform.config(OrbitLab.HEAD + LINK);

        github("plan").exits(0);
        assertThat(Files.readString(calls)).endsWith("gh pr comment 7 --body-file comment.md\n");
        assertThat(read("comment.md")).contains("Terraform would do this:", "1 to add");
        Files.writeString(lab.terraform.directory().resolve("comment"), "41\n");
        github("plan").exits(0);
        assertThat(Files.readString(calls))
                .endsWith("gh api --method PATCH repos/o/r/issues/comments/41 --field body=@comment.md\n");

        github("merged").exits(0);
        assertThat(read("output")).isEqualTo("status=2\n");
        assertThat(read("summary")).contains("1 to add");
        assertThat(lab.agents.snapshot().links()).isEmpty();
        github("apply").exits(0);
        assertThat(lab.agents.snapshot().links()).hasSize(1);
        github("merged").exits(0);
        assertThat(read("output")).endsWith("status=0\n");

        lab.terraform.config(OrbitLab.HEAD + BROKEN);
        github("plan").exits(1);
        assertThat(read("comment.md")).contains("Terraform cannot plan this:", "Error:");
        github("merged").exits(1);
    }

    @Test
    void githubKeepsOneIssueAboutDrift() throws Exception {
        lab.apply(LINK);
        github("drift").exits(0);
        assertThat(Files.readString(calls)).doesNotContain("issue create", "issue close");

        drift();
        github("drift").exits(0);
        assertThat(Files.readString(calls)).contains("gh issue create --title Orbit drifted --label orbit-drift");
        assertThat(read("issue.md")).contains("1 to add");

        Files.writeString(lab.terraform.directory().resolve("open-issue"), "12\n");
        github("drift").exits(0);
        assertThat(Files.readString(calls)).contains("gh issue edit 12").containsOnlyOnce("issue create");

        lab.apply(LINK);
        github("drift").exits(0);
        assertThat(Files.readString(calls)).contains("gh issue close 12");
    }

    @Test
    void anErrorIsNoDrift() throws Exception {
        lab.terraform.config(OrbitLab.HEAD + BROKEN);

        assertThat(github("drift").exits(1).output()).contains("Error:");
        assertThat(gitlab("drift").exits(1).output()).contains("Error:");

        assertThat(calls).doesNotExist();
        assertThat(requests).isEmpty();
    }

    @Test
    void gitlabCommentsAppliesAndKeepsOneIssue() throws Exception {
        lab.terraform.config(OrbitLab.HEAD + LINK);
        gitlab("plan").exits(0);
        assertThat(requests.get(0)).startsWith("GET /projects/3/merge_requests/5/notes?per_page=100");
        assertThat(requests.get(1))
                .startsWith("POST /projects/3/merge_requests/5/notes body=<!-- orbit plan -->")
                .contains("Terraform would do this:", "1 to add");
        openIssues = "[{\"id\": 3, \"body\": \"hm\"}, {\"id\": 4, \"body\": \"<!-- orbit plan --> old\"}]";
        gitlab("plan").exits(0);
        assertThat(requests.get(3)).startsWith("PUT /projects/3/merge_requests/5/notes/4 body=<!-- orbit plan -->");
        openIssues = "[]";
        requests.clear();
        gitlab("merged").exits(0);
        gitlab("apply").exits(0);
        gitlab("drift").exits(0);
        assertThat(requests).hasSize(1);

        drift();
        gitlab("drift").exits(0);
        assertThat(requests.get(2))
                .startsWith("POST /projects/3/issues title=Orbit drifted")
                .contains("1 to add");
        openIssues = "[{\"iid\": 9}]";
        gitlab("drift").exits(0);
        assertThat(requests.get(4)).startsWith("PUT /projects/3/issues/9 description=");
        gitlab("merged").exits(0);
        gitlab("apply").exits(0);
        gitlab("drift").exits(0);
        assertThat(requests.get(6)).isEqualTo("PUT /projects/3/issues/9 state_event=close");
    }

    @Test
    void gitlabFindsItsCommentAmongHundreds() throws Exception {
        lab.terraform.config(OrbitLab.HEAD + LINK);
        openIssues = "[" + "{\"id\": 3, \"body\": \"hm\"},".repeat(99) + "{\"id\": 3, \"body\": \"hm\"}]";
        secondPage = "[{\"id\": 4, \"body\": \"<!-- orbit plan --> old\"}]";

        gitlab("plan").exits(0);

        assertThat(requests.get(2)).startsWith("PUT /projects/3/merge_requests/5/notes/4 body=<!-- orbit plan -->");
    }
}

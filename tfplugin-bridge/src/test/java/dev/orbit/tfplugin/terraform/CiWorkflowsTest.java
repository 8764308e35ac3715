// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The workflows have the form that their runners take. What their steps do, {@link CiExamplesIT} sees. */
class CiWorkflowsTest {

    private static final Set<String> GITHUB_KEYS =
            Set.of("name", "on", "permissions", "env", "defaults", "jobs", "concurrency");
    private static final Set<String> GITHUB_JOB_KEYS =
            Set.of("if", "runs-on", "permissions", "env", "environment", "concurrency", "steps", "needs", "outputs");
    private static final Set<String> GITHUB_STEP_KEYS = Set.of("name", "uses", "with", "run", "env", "id", "if");
    private static final Set<String> GITLAB_KEYS = Set.of("default", "variables", "stages");
    private static final Set<String> GITLAB_JOB_KEYS =
            Set.of("stage", "rules", "script", "environment", "resource_group", "artifacts");

    @Test
    void githubTakesTheWorkflow() throws Exception {
        Map<String, Object> workflow = CiJob.load(CiJob.GITHUB);
        // YAML 1.1 reads on as true
        Set<String> keys = new TreeSet<>();
        ((Map<?, ?>) workflow).keySet().forEach(key -> keys.add(key.equals(true) ? "on" : String.valueOf(key)));
        assertThat(GITHUB_KEYS).containsAll(keys);
        Map<String, Object> jobs = CiJob.map(workflow.get("jobs"));
        assertThat(jobs).containsOnlyKeys("plan", "merged", "apply", "drift");
        jobs.values().forEach(job -> githubJob(CiJob.map(job)));
        assertThat(CiJob.map(jobs.get("apply"))).containsKeys("environment", "concurrency");
        // no pull request gets at what writes
        assertThat(CiJob.map(workflow.get("env"))).containsEntry("ORBIT_TOKEN", "${{ secrets.ORBIT_PLAN_TOKEN }}");
        assertThat(CiJob.map(CiJob.map(jobs.get("apply")).get("env")))
                .containsEntry("ORBIT_TOKEN", "${{ secrets.ORBIT_TOKEN }}");
        assertThat(CiJob.map(CiJob.map(jobs.get("plan")).get("permissions"))).containsEntry("pull-requests", "write");
        assertThat(CiJob.map(CiJob.map(jobs.get("drift")).get("permissions"))).containsEntry("issues", "write");
    }

    private static void githubJob(Map<String, Object> job) {
        assertThat(GITHUB_JOB_KEYS).containsAll(job.keySet());
        assertThat(job).containsKeys("if", "runs-on", "steps");
        for (Object step : CiJob.list(job.get("steps"))) {
            assertThat(GITHUB_STEP_KEYS).containsAll(CiJob.map(step).keySet());
            Object uses = CiJob.map(step).get("uses");
            assertThat(uses == null).isNotEqualTo(CiJob.map(step).get("run") == null);
            if (uses != null) {
                assertThat(uses.toString()).matches("[a-z-]+/[a-z-]+@v[0-9]+");
            }
        }
    }

    @Test
    void gitlabTakesThePipeline() throws Exception {
        Map<String, Object> pipeline = CiJob.load(CiJob.GITLAB);
        List<Object> stages = CiJob.list(pipeline.get("stages"));
        pipeline.forEach((name, value) -> {
            if (!GITLAB_KEYS.contains(name)) {
                Map<String, Object> job = CiJob.map(value);
                assertThat(GITLAB_JOB_KEYS).as(name).containsAll(job.keySet());
                assertThat(stages).contains(job.get("stage"));
                assertThat(CiJob.list(job.get("rules"))).isNotEmpty();
            }
        });
        assertThat(CiJob.map(CiJob.list(CiJob.map(pipeline.get("apply")).get("rules"))
                        .get(0)))
                .containsEntry("when", "manual");
    }

    @Test
    void everyScriptParses() throws Exception {
        for (String job : List.of("plan", "merged", "apply", "drift")) {
            parses("bash", CiJob.github(job));
            parses("sh", CiJob.gitlab(job));
        }
    }

    private static void parses(String shell, String script) throws Exception {
        Process process =
                new ProcessBuilder(shell, "-n").redirectErrorStream(true).start();
        try (var in = process.outputWriter()) {
            in.write(script);
        }
        assertThat(process.waitFor()).as(script).isZero();
    }
}

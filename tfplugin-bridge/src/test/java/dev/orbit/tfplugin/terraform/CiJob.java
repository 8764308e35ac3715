// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.terraform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The workflows of {@code examples/terraform/ci} as their runners read them. */
final class CiJob {

    private static final Path CI = Path.of("..", "examples", "terraform", "ci");
    static final Path GITHUB = CI.resolve("github/orbit.yml");
    static final Path GITLAB = CI.resolve("gitlab/.gitlab-ci.yml");

    private CiJob() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> load(Path file) throws Exception {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        return (Map<String, Object>) new Yaml(new SafeConstructor(strict)).load(Files.readString(file));
    }

    /** The one shell step of a job on GitHub. */
    static String github(String job) throws Exception {
        Map<String, Object> jobs = map(load(GITHUB).get("jobs"));
        return list(map(jobs.get(job)).get("steps")).stream()
                .map(step -> map(step).get("run"))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
    }

    /** The script of a job on GitLab. */
    static String gitlab(String job) throws Exception {
        return list(map(load(GITLAB).get(job)).get("script")).stream()
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.source.connect;

import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets by the names of their environment variables and notes what is wrong with the names. Only names that
 * start with {@code ORBIT_} are read, or whoever may edit a link could send any secret of the process to a broker of
 * their own.
 */
final class NamedSecrets {

    private static final String PREFIX = "ORBIT_";

    private final String credentialsField;
    private final Function<String, @Nullable String> env;
    private final List<Problem> problems;

    NamedSecrets(String credentialsField, Function<String, @Nullable String> env, List<Problem> problems) {
        this.credentialsField = credentialsField;
        this.env = env;
        this.problems = problems;
    }

    /**
     * The secret's text.
     *
     * @param field of the credentials, such as {@code sasl_username_env}
     * @param name of the variable; null: no such secret was declared
     * @return null if there is none, or it cannot be had, which is then a problem
     */
    @Nullable
    String read(String field, @Nullable String name) {
        if (name == null) {
            return null;
        }
        if (!name.startsWith(PREFIX)) {
            add(
                    "invalid_env_name",
                    field,
                    "The environment variable " + name + " may not be used.",
                    "Use a variable whose name starts with " + PREFIX + ".");
            return null;
        }
        String value = env.apply(name);
        if (value == null || value.isEmpty()) {
            add(
                    "env_not_set",
                    field,
                    "The environment variable " + name + " is " + (value == null ? "not set" : "empty")
                            + " on the agent.",
                    "Set it in the environment of every agent and restart them.");
            return null;
        }
        return value;
    }

    /** Notes a problem with a field of the credentials. */
    void add(String code, String field, String message, String remedy) {
        problems.add(new Problem(code, message, credentialsField + "." + field, remedy));
    }
}

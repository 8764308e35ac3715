// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.documents;

import dev.orbit.schemas.Problem;
import dev.orbit.schemas.check.VariableNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fields that name the variable of a secret, and may hold the secret itself by mistake: what is there is not shown. */
final class SecretFields {

    /** All of the credentials but what is known to be none; a misspelt field may well be one. */
    private static final Pattern PATH = Pattern.compile("(?:auto_migration_)?source_cluster_credentials"
            + "\\.(?!use_tls$|tls_insecure_skip_verify$|sasl_mechanism$)([^.\\[]+).*");

    private SecretFields() {}

    /** The problem without what it may tell of a secret. */
    static Problem hidden(Problem problem, String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches()
                ? new Problem(
                        problem.code(),
                        VariableNames.NOT_SHOWN + " is no text.",
                        path,
                        VariableNames.remedy(matcher.group(1)))
                : problem;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import dev.orbit.schemas.Problem;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes clients' configurations of link documents, with the secrets of this process's environment. */
public final class LinkClients {

    private final Function<String, @Nullable String> environment;

    /**
     * Reads secrets by name.
     *
     * @param environment value of a variable; null where there is none
     */
    public LinkClients(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** For replication reads. */
    public SourceClientConfig reader(LinkSpec link) throws UnresolvedLinkException {
        return resolve(link, "orbit-" + link.name(), link.sourceClusterCredentials(), "source_cluster_credentials");
    }

    /** For the proxy. */
    SourceClientConfig proxy(LinkSpec link, Credentials credentials) throws UnresolvedLinkException {
        return resolve(link, "orbit-proxy-" + link.name(), credentials, "auto_migration_source_cluster_credentials");
    }

    private SourceClientConfig resolve(LinkSpec link, String clientId, Credentials credentials, String field)
            throws UnresolvedLinkException {
        var resolution =
                SourceClientConfig.resolve(clientId, link.sourceBootstrapBrokers(), credentials, field, environment);
        if (resolution instanceof SourceClientConfig.Resolved resolved) {
            return resolved.config();
        }
        throw new UnresolvedLinkException(((SourceClientConfig.Unresolved) resolution).problems());
    }

    /** A link document that no client can be made of. */
    public static final class UnresolvedLinkException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient List<Problem> problems;

        UnresolvedLinkException(List<Problem> problems) {
            super(problems.get(0).message() + " " + problems.get(0).remedy());
            this.problems = List.copyOf(problems);
        }

        public List<Problem> problems() {
            return problems;
        }
    }
}

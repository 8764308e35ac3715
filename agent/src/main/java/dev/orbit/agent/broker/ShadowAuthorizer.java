// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.AclMutator;
import org.apache.kafka.metadata.authorizer.ClusterMetadataAuthorizer;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;

/**
 * ACLs in shadow: keeps and evaluates them as Kafka's own authorizer does, with its settings, and refuses nobody. What it
 * would have refused is logged and told as a diagnostic. For the time before ACLs are enforced: brokers and controllers are
 * given it as {@code authorizer.class.name}.
 */
public final class ShadowAuthorizer implements ClusterMetadataAuthorizer, Monitorable {

    private final StandardAuthorizer acls = new StandardAuthorizer();
    private final ShadowDenials denials = new ShadowDenials(System::currentTimeMillis);

    /** What the ACLs of this moment would refuse, of what was asked for. */
    List<Denial> denials() {
        return denials.current();
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext request, List<Action> actions) {
        List<AuthorizationResult> results = acls.authorize(request, actions);
        if (!results.contains(AuthorizationResult.DENIED)) {
            return results;
        }
        List<AuthorizationResult> shadowed = new ArrayList<>(results);
        for (int i = 0; i < shadowed.size(); i++) {
            if (shadowed.get(i) == AuthorizationResult.DENIED && !isAskedAgain(actions.get(i))) {
                shadowed.set(i, AuthorizationResult.ALLOWED);
                tell(request, actions.get(i));
            }
        }
        return shadowed;
    }

    /** A privilege on the cluster that stands for the same on any topic: Kafka asks for that next. */
    private static boolean isAskedAgain(Action action) {
        return !action.logIfDenied()
                && (action.operation() == AclOperation.CREATE || action.operation() == AclOperation.IDEMPOTENT_WRITE)
                && action.resourcePattern().resourceType() == ResourceType.CLUSTER;
    }

    /** Kafka has a denial logged where somebody is refused for it, and not where a list is shorter. */
    private void tell(AuthorizableRequestContext request, Action action) {
        if (action.logIfDenied()) {
            Action silent = new Action(action.operation(), action.resourcePattern(), 1, false, false);
            add(
                    request,
                    action.operation(),
                    action.resourcePattern().resourceType(),
                    action.resourcePattern().name(),
                    () -> acls.authorize(request, List.of(silent)).contains(AuthorizationResult.DENIED));
        }
    }

    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext request, AclOperation operation, ResourceType type) {
        BooleanSupplier denied =
                () -> acls.authorizeByResourceType(request, operation, type) == AuthorizationResult.DENIED;
        if (denied.getAsBoolean()) {
            add(request, operation, type, Denial.ANY, denied);
        }
        return AuthorizationResult.ALLOWED;
    }

    private void add(
            AuthorizableRequestContext request,
            AclOperation operation,
            ResourceType type,
            String resource,
            BooleanSupplier stillDenied) {
        denials.add(
                new ShadowDenials.Asked(request.principal().toString(), operation.name(), type.name(), resource),
                stillDenied);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        acls.configure(configs);
    }

    @Override
    public void withPluginMetrics(PluginMetrics metrics) {
        acls.withPluginMetrics(metrics);
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo server) {
        return acls.start(server);
    }

    @Override
    public void setAclMutator(AclMutator mutator) {
        acls.setAclMutator(mutator);
    }

    @Override
    public AclMutator aclMutatorOrException() {
        return acls.aclMutatorOrException();
    }

    @Override
    public void completeInitialLoad() {
        acls.completeInitialLoad();
    }

    @Override
    public void completeInitialLoad(Exception failure) {
        acls.completeInitialLoad(failure);
    }

    @Override
    public void loadSnapshot(Map<Uuid, StandardAcl> snapshot) {
        acls.loadSnapshot(snapshot);
    }

    @Override
    public void addAcl(Uuid id, StandardAcl acl) {
        acls.addAcl(id, acl);
    }

    @Override
    public void removeAcl(Uuid id) {
        acls.removeAcl(id);
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        return acls.acls(filter);
    }

    @Override
    public int aclCount() {
        return acls.aclCount();
    }

    @Override
    public void close() throws IOException {
        acls.close();
    }
}

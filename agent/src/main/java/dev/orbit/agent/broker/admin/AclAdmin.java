// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.broker.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.CreateAclsRequest;
import org.apache.kafka.common.requests.CreateAclsResponse;
import org.apache.kafka.common.requests.DeleteAclsRequest;
import org.apache.kafka.common.requests.DeleteAclsResponse;
import org.apache.kafka.metadata.authorizer.ClusterMetadataAuthorizer;
import org.apache.kafka.server.authorizer.Authorizer;

/** Reads this cluster's ACLs from its metadata, and changes them as the brokers' own principal. Every call blocks. */
public final class AclAdmin implements AutoCloseable {

    private static final long LOOK_MS = 20;
    private static final String REMEDY =
            " Set authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer on all its brokers and"
                    + " controllers, or copy_enabled: false in acls of the link.";

    private final Supplier<Optional<Authorizer>> authorizer;
    private final Supplier<Map<AclBinding, String>> metadata;
    private final Supplier<Optional<Node>> self;
    private final InterBrokerChannel channel;
    private final int timeoutMs;

    public AclAdmin(
            Supplier<Optional<Authorizer>> authorizer,
            Supplier<Map<AclBinding, String>> metadata,
            Supplier<Optional<Node>> self,
            InterBrokerChannel channel,
            int timeoutMs) {
        this.authorizer = authorizer;
        this.metadata = metadata;
        this.self = self;
        this.channel = channel;
        this.timeoutMs = timeoutMs;
    }

    /** The cluster cannot keep ACLs, or did not do what it was asked. */
    public static final class AclException extends Exception {
        private static final long serialVersionUID = 1L;

        AclException(String message) {
            super(message);
        }
    }

    /** Every ACL that this broker knows of, with the id that the metadata has given it. */
    public Map<AclBinding, String> present() throws AclException {
        Optional<Authorizer> own = authorizer.get();
        if (own.isEmpty()) {
            throw new AclException("The destination has no authorizer, and keeps no ACLs." + REMEDY);
        }
        if (!(own.get() instanceof ClusterMetadataAuthorizer)) {
            throw new AclException("The destination's authorizer "
                    + own.get().getClass().getName() + " keeps its ACLs elsewhere than in Kafka's metadata." + REMEDY);
        }
        return metadata.get();
    }

    /**
     * Adds ACLs, and waits until this broker knows them.
     *
     * @return those that were refused, each with the reason
     */
    public Map<AclBinding, String> add(Collection<AclBinding> acls) throws AclException, InterruptedException {
        List<AclBinding> asked = List.copyOf(acls);
        var data = new CreateAclsRequestData()
                .setCreations(asked.stream().map(CreateAclsRequest::aclCreation).toList());
        CreateAclsResponse answer = (CreateAclsResponse) ask(new CreateAclsRequest.Builder(data));
        Map<AclBinding, String> refused = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            var result = answer.data().results().get(i);
            addRefusal(refused, asked.get(i), result.errorCode(), result.errorMessage());
        }
        Set<AclBinding> awaited = new HashSet<>(asked);
        awaited.removeAll(refused.keySet());
        awaitKnown(awaited);
        return refused;
    }

    /** What the controller acknowledged is on its way to this broker; where it takes long, it is found by a later look. */
    private void awaitKnown(Set<AclBinding> acls) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!metadata.get().keySet().containsAll(acls) && System.nanoTime() < deadlineNanos) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    /**
     * Removes ACLs; one that is not there is none that was refused.
     *
     * @return those that were refused, each with the reason
     */
    public Map<AclBinding, String> remove(Collection<AclBinding> acls) throws AclException, InterruptedException {
        List<AclBinding> asked = List.copyOf(acls);
        var data = new DeleteAclsRequestData()
                .setFilters(asked.stream()
                        .map(acl -> DeleteAclsRequest.deleteAclsFilter(acl.toFilter()))
                        .toList());
        DeleteAclsResponse answer = (DeleteAclsResponse) ask(new DeleteAclsRequest.Builder(data));
        Map<AclBinding, String> refused = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            AclBinding acl = asked.get(i);
            var result = answer.data().filterResults().get(i);
            addRefusal(refused, acl, result.errorCode(), result.errorMessage());
            result.matchingAcls().forEach(match -> addRefusal(refused, acl, match.errorCode(), match.errorMessage()));
        }
        return refused;
    }

    private static void addRefusal(Map<AclBinding, String> refused, AclBinding acl, short code, String message) {
        Errors error = Errors.forCode(code);
        switch (error) {
            case NONE -> {}
            case SECURITY_DISABLED -> refused.put(acl, "The controllers have no authorizer." + REMEDY);
            case CLUSTER_AUTHORIZATION_FAILED ->
                refused.put(
                        acl,
                        "The agents' own principal is not allowed Alter on the cluster. Grant it, or list the principal"
                                + " in super.users.");
            default -> refused.put(acl, new ApiError(error, message).messageWithFallback());
        }
    }

    /** By way of this broker, which passes it on to the controller. */
    private AbstractResponse ask(AbstractRequest.Builder<? extends AbstractRequest> request)
            throws AclException, InterruptedException {
        Node own = self.get().orElseThrow(() -> new AclException("This broker is not registered yet."));
        try {
            return channel.send(own, request).get(2L * timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AclException(
                    "The destination did not answer: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}

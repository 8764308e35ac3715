// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.coordinator.access.Principal;
import dev.orbit.agent.coordinator.access.SourceAccess;
import dev.orbit.agent.link.LinkClients.UnresolvedLinkException;
import dev.orbit.agent.source.admin.SourceAdmin;
import dev.orbit.agent.source.admin.SourcePrivileges;
import dev.orbit.agent.source.admin.SourceReach;
import dev.orbit.agent.source.connect.SourceClientConfig;
import dev.orbit.agent.source.connect.SourceException;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/** Asks sources what a link's principals may do, with the clients of {@link SourceInquiries}. */
public final class LinkAccess implements SourceAccess {

    private static final String BROKERS = "source_bootstrap_brokers";

    private final LinkClients clients;
    private final SourceInquiries inquiries;

    public LinkAccess(LinkClients clients, SourceInquiries inquiries) {
        this.clients = clients;
        this.inquiries = inquiries;
    }

    @Override
    public List<Broker> reach(LinkSpec link, Principal as) throws NoAccessException {
        return asking(as, () -> {
            SourceClientConfig config = as == Principal.PROXY ? clients.proxy(link, proxy(link)) : clients.reader(link);
            return new SourceReach(config)
                    .brokers().stream().map(found -> broker(link, as, found)).toList();
        });
    }

    private static Broker broker(LinkSpec link, Principal as, SourceReach.Broker found) {
        SourceException failure = found.failure();
        return new Broker(
                found.address(),
                found.isBootstrap(),
                found.clusterId(),
                failure == null ? null : failure.toProblem(field(link, as, found)),
                found.isAboutCredentials());
    }

    private static String field(LinkSpec link, Principal as, SourceReach.Broker found) {
        if (found.isAboutCredentials()) {
            return as.field();
        }
        for (int index = 0; index < link.sourceBootstrapBrokers().size(); index++) {
            if (found.isBootstrap()
                    && SourceReach.address(link.sourceBootstrapBrokers().get(index))
                            .equals(found.address())) {
                return BROKERS + "[" + index + "]";
            }
        }
        return BROKERS;
    }

    @Override
    public Optional<Set<AclOperation>> onCluster(LinkSpec link, Principal as) throws NoAccessException {
        return asking(as, () -> admin(link, as).privileges().onCluster());
    }

    @Override
    public Map<String, OnTopic> onTopics(LinkSpec link, Principal as, Collection<String> topics)
            throws NoAccessException {
        return asking(as, () -> {
            Map<String, OnTopic> found = new HashMap<>();
            // the proxy has no need of configs, and a source's audit log would tell of each that is refused
            admin(link, as)
                    .privileges()
                    .onTopics(topics, as == Principal.READER)
                    .forEach((topic, told) -> found.put(topic, onTopic(told)));
            return found;
        });
    }

    private static OnTopic onTopic(SourcePrivileges.OnTopic found) {
        if (found instanceof SourcePrivileges.Told told) {
            return new Told(told.operations());
        }
        if (found instanceof SourcePrivileges.Hidden hidden) {
            return new Hidden(hidden.mayDescribeConfigs());
        }
        return found instanceof SourcePrivileges.Absent ? new Absent() : new Untold();
    }

    @Override
    public List<String> groups(LinkSpec link) throws NoAccessException {
        return asking(
                Principal.READER,
                () -> admin(link, Principal.READER).groups().names().consumers());
    }

    @Override
    public Set<String> groupsRefused(LinkSpec link, Collection<String> groups) throws NoAccessException {
        return asking(
                Principal.READER,
                () -> admin(link, Principal.READER).privileges().groupsRefused(groups));
    }

    @Override
    public boolean refusesIdempotentWrites(LinkSpec link) throws NoAccessException {
        return asking(Principal.PROXY, () -> {
            SourcePrivileges privileges = admin(link, Principal.PROXY).privileges();
            return privileges.wantsIdempotentWrite() && !privileges.mayWriteIdempotently();
        });
    }

    @Override
    public boolean refusesAcls(LinkSpec link) throws NoAccessException {
        return asking(
                Principal.READER,
                () -> isRefused(() -> admin(link, Principal.READER).acls()));
    }

    @Override
    public boolean refusesBrokerConfigs(LinkSpec link) throws NoAccessException {
        return asking(
                Principal.READER,
                () -> isRefused(() -> admin(link, Principal.READER).brokerConfigs()));
    }

    /** Whether the source does not allow what can only be found out by asking for it. */
    private static boolean isRefused(Question<?> question) throws SourceException, UnresolvedLinkException {
        try {
            question.ask();
            return false;
        } catch (SourceException e) {
            if (e.reason() == SourceException.Reason.AUTHORIZATION) {
                return true;
            }
            throw e;
        }
    }

    private SourceAdmin admin(LinkSpec link, Principal as) throws UnresolvedLinkException {
        return as == Principal.PROXY ? inquiries.proxy(link, proxy(link)) : inquiries.admin(link);
    }

    private static Credentials proxy(LinkSpec link) {
        Credentials credentials = link.autoMigrationSourceClusterCredentials();
        if (credentials == null) {
            throw new IllegalArgumentException("link " + link.name() + " has no credentials for the proxy");
        }
        return credentials;
    }

    private interface Question<T> {
        T ask() throws SourceException, UnresolvedLinkException;
    }

    private static <T> T asking(Principal as, Question<T> question) throws NoAccessException {
        try {
            return question.ask();
        } catch (SourceException e) {
            throw new NoAccessException(List.of(e.toProblem(as.field())));
        } catch (UnresolvedLinkException e) {
            throw new NoAccessException(e.problems());
        }
    }
}

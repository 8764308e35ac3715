// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.link;

import dev.orbit.agent.coordinator.source.SourceQueries.EndsFor;
import dev.orbit.agent.link.LinkClients.UnresolvedLinkException;
import dev.orbit.agent.source.admin.SourceAdmin;
import dev.orbit.agent.source.admin.SourceEndOffsets;
import dev.orbit.schemas.Credentials;
import dev.orbit.schemas.LinkSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The clients that ask sources, one of each kind (of those that ask for ends, one per asker) per link document, as long as it stays the same. Thread-safe. */
final class SourceClients implements AutoCloseable {

    private static final long IDLE_NANOS = 60_000_000_000L;

    private final LinkClients clients;
    private final LongSupplier nanoTime;
    private final Map<LinkSpec, Long> lastUsedNanos = new HashMap<>();
    private final Map<LinkSpec, SourceAdmin> admins = new HashMap<>();
    private final Map<LinkSpec, SourceAdmin> proxies = new HashMap<>();
    private final Map<EndsKey, SourceEndOffsets> ends = new HashMap<>();

    SourceClients(LinkClients clients, LongSupplier nanoTime) {
        this.clients = clients;
        this.nanoTime = nanoTime;
    }

    private record EndsKey(LinkSpec link, EndsFor whom) {}

    /** Asks leaders where their logs end, one question at a time. */
    synchronized SourceEndOffsets ends(LinkSpec link, EndsFor whom) throws UnresolvedLinkException {
        lastUsedNanos.put(link, nanoTime.getAsLong());
        SourceEndOffsets known = ends.get(new EndsKey(link, whom));
        if (known == null) {
            known = new SourceEndOffsets(clients.reader(link));
            ends.put(new EndsKey(link, whom), known);
        }
        return known;
    }

    /** The client of the proxy's principal, for questions about it. */
    synchronized SourceAdmin proxy(LinkSpec link, Credentials credentials) throws UnresolvedLinkException {
        lastUsedNanos.put(link, nanoTime.getAsLong());
        SourceAdmin known = proxies.get(link);
        if (known == null) {
            known = new SourceAdmin(clients.proxy(link, credentials));
            proxies.put(link, known);
        }
        return known;
    }

    /** The client of the principal that reads. */
    synchronized SourceAdmin admin(LinkSpec link) throws UnresolvedLinkException {
        lastUsedNanos.put(link, nanoTime.getAsLong());
        SourceAdmin known = admins.get(link);
        if (known == null) {
            known = new SourceAdmin(clients.reader(link));
            admins.put(link, known);
        }
        return known;
    }

    /**
     * Closes the clients of documents that are no more; a document that is being checked is not there yet. Waits for no source:
     * the clients end on a thread of their own.
     */
    void retain(Collection<LinkSpec> links) {
        List<Runnable> closing;
        synchronized (this) {
            long nowNanos = nanoTime.getAsLong();
            Set<LinkSpec> unused = new HashSet<>(lastUsedNanos.keySet());
            unused.removeIf(
                    link -> links.contains(link) || nowNanos - lastUsedNanos.getOrDefault(link, 0L) < IDLE_NANOS);
            closing = take(unused);
        }
        if (!closing.isEmpty()) {
            Thread ending = new Thread(() -> closing.forEach(Runnable::run), "orbit-inquiries-ending");
            ending.setDaemon(true);
            ending.start();
        }
    }

    /** How to close the clients of these documents, which nobody finds any more. Under the monitor. */
    private List<Runnable> take(Collection<LinkSpec> links) {
        List<Runnable> closing = new ArrayList<>();
        for (LinkSpec link : links) {
            lastUsedNanos.remove(link);
            Optional.ofNullable(admins.remove(link)).ifPresent(admin -> closing.add(admin::close));
            Optional.ofNullable(proxies.remove(link)).ifPresent(proxy -> closing.add(proxy::close));
            for (EndsFor whom : EndsFor.values()) {
                Optional.ofNullable(ends.remove(new EndsKey(link, whom)))
                        .ifPresent(asking -> closing.add(asking::close));
            }
        }
        return closing;
    }

    /** Questions that wait fail. */
    @Override
    public void close() {
        List<Runnable> closing;
        synchronized (this) {
            closing = take(Set.copyOf(lastUsedNanos.keySet()));
        }
        closing.forEach(Runnable::run);
    }
}

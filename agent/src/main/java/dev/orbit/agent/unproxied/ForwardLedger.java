// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.unproxied;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What this agent forwarded to one source partition, and whether what the source holds is among it. Whose a batch with a
 * producer id is can be seen from its id; here are those without. Pure, and thread-safe.
 *
 * <p>A batch that nobody has acknowledged to this agent may be one whose answer is on its way: it is judged once all that
 * was forwarded before it was seen has its outcome. Where an outcome stays unknown, one batch of as many offsets is given the
 * benefit of the doubt. So what is counted as unproxied is; some that is may not be counted.
 */
public final class ForwardLedger {

    /** A batch that landed although its outcome is unknown is mirrored within this time. */
    private static final long DOUBT_NANOS = 300_000_000_000L;

    /** More is not kept: the mirror does not follow, and what it has not seen by then is never judged. */
    private static final int KEPT_MAX = 10_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final WriteCounts counts;

    /** Forwards without an outcome. */
    private final NavigableSet<Long> open = new TreeSet<>();

    /** Ends of what the source acknowledged and the mirror has not passed yet, by their beginnings. */
    private final NavigableMap<Long, Long> acknowledged = new TreeMap<>();

    private final Deque<Suspect> suspects = new ArrayDeque<>();
    private final Deque<Doubt> doubts = new ArrayDeque<>();
    private long nextTicket;
    private long judgedFrom = NEVER;

    ForwardLedger(WriteCounts counts) {
        this.counts = counts;
    }

    /** A batch that nobody acknowledged so far; forwards from {@code laterTicket} on began after it was there. */
    private record Suspect(long lastOffset, int offsets, int records, long laterTicket) {}

    /** A forward of so many offsets that may have landed. */
    private record Doubt(int offsets, long untilNanos) {}

    /** A batch without a producer id is about to be forwarded; exactly one outcome follows, with this ticket. */
    public synchronized long begins() {
        long ticket = nextTicket++;
        open.add(ticket);
        return ticket;
    }

    /** The source holds it at these offsets; the end is exclusive. */
    public synchronized void acknowledged(long ticket, long baseOffset, long endOffset, long nowNanos) {
        add(baseOffset, endOffset);
        ended(ticket, nowNanos);
    }

    /** The source does not hold it. */
    public synchronized void refused(long ticket, long nowNanos) {
        ended(ticket, nowNanos);
    }

    /** The source may hold it, or get it still. */
    public synchronized void unknown(long ticket, int offsets, long nowNanos) {
        doubts.add(new Doubt(offsets, nowNanos + DOUBT_NANOS));
        if (doubts.size() > KEPT_MAX) {
            doubts.remove();
        }
        ended(ticket, nowNanos);
    }

    /** What lies below this offset at the source is not judged. */
    public synchronized void judgeFrom(long offset) {
        judgedFrom = offset;
    }

    /** Nothing is judged from now on. */
    public synchronized void stopJudging() {
        judgedFrom = NEVER;
        suspects.clear();
    }

    public synchronized boolean isJudging() {
        return judgedFrom != NEVER;
    }

    /** The source holds a batch that came by way of an agent. */
    public synchronized void seenProxied(long lastOffset, int records) {
        if (lastOffset >= judgedFrom) {
            counts.proxied(records);
        }
    }

    /** The source holds a batch of a producer of its own. */
    public synchronized void seenUnproxied(long lastOffset, int records) {
        if (lastOffset >= judgedFrom) {
            counts.unproxied(records);
        }
    }

    /** The source holds a batch without a producer id. */
    public synchronized void seen(long lastOffset, int offsets, int records, long nowNanos) {
        if (lastOffset >= judgedFrom) {
            suspects.add(new Suspect(lastOffset, offsets, records, nextTicket));
            if (suspects.size() > KEPT_MAX) {
                suspects.remove();
            }
            judge(nowNanos);
        }
        forgetBelow(suspects.isEmpty() ? lastOffset + 1 : suspects.element().lastOffset());
    }

    private void ended(long ticket, long nowNanos) {
        open.remove(ticket);
        judge(nowNanos);
    }

    private void judge(long nowNanos) {
        doubts.removeIf(doubt -> nowNanos - doubt.untilNanos() >= 0);
        while (!suspects.isEmpty() && isDue(suspects.element())) {
            Suspect suspect = suspects.remove();
            if (isAcknowledged(suspect.lastOffset())) {
                counts.proxied(suspect.records());
            } else if (!takeDoubt(suspect.offsets())) {
                counts.unproxied(suspect.records());
            }
        }
    }

    private boolean isDue(Suspect suspect) {
        return isAcknowledged(suspect.lastOffset()) || open.isEmpty() || open.first() >= suspect.laterTicket();
    }

    private boolean isAcknowledged(long offset) {
        Map.Entry<Long, Long> range = acknowledged.floorEntry(offset);
        return range != null && range.getValue() > offset;
    }

    private boolean takeDoubt(int offsets) {
        for (Iterator<Doubt> each = doubts.iterator(); each.hasNext(); ) {
            if (each.next().offsets() == offsets) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** Ranges that touch are one. */
    private void add(long baseOffset, long endOffset) {
        long from = baseOffset;
        long to = endOffset;
        Map.Entry<Long, Long> before = acknowledged.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        Map.Entry<Long, Long> after = acknowledged.ceilingEntry(from);
        while (after != null && after.getKey() <= to) {
            to = Math.max(to, after.getValue());
            acknowledged.remove(after.getKey());
            after = acknowledged.ceilingEntry(from);
        }
        acknowledged.put(from, to);
        if (acknowledged.size() > KEPT_MAX) {
            giveUpBelow(to);
        }
    }

    private void giveUpBelow(long offset) {
        acknowledged.clear();
        suspects.clear();
        judgedFrom = judgedFrom == NEVER ? NEVER : Math.max(judgedFrom, offset);
    }

    private void forgetBelow(long offset) {
        while (!acknowledged.isEmpty() && acknowledged.firstEntry().getValue() <= offset) {
            acknowledged.pollFirstEntry();
        }
    }
}

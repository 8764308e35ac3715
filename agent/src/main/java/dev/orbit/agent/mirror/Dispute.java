// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.mirror;

import dev.orbit.agent.broker.log.MirrorLog;
import dev.orbit.agent.link.SourceLog;
import dev.orbit.agent.link.SourceLog.Vanished;
import dev.orbit.agent.state.SourceEpochs;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that does not have what the mirror asks it for: what it is asked then, and what follows from its answers. Used
 * under the target's monitor.
 */
final class Dispute {

    private static final Logger LOG = LoggerFactory.getLogger(Dispute.class);

    private final Party mirror;
    private final SourcePartition source;
    private final MirrorLog log;
    private final SourceHistory history;
    private final Staleness staleness;
    private final Complaint complaint;
    private final OpenQuestion question = new OpenQuestion();

    /** Who asks. */
    interface Party {

        /** Runs this under the target's monitor. */
        void locked(Runnable answer);

        /** Whether answers still matter. */
        boolean goesOn();

        /** What was found out is to be recorded at once. */
        void wakeLease();
    }

    /** Who is asked what about. */
    record SourcePartition(SourceLog link, TopicPartition name, Uuid topicId) {}

    Dispute(
            Party mirror,
            SourcePartition source,
            MirrorLog log,
            SourceHistory history,
            Staleness staleness,
            Complaint complaint) {
        this.mirror = mirror;
        this.source = source;
        this.log = log;
        this.history = history;
        this.staleness = staleness;
        this.complaint = complaint;
    }

    /** The source told by other means. */
    void withdraw() {
        question.withdraw();
    }

    /** The source has nothing at the offset asked for: it deleted what the mirror needs next, or lost what the mirror has. */
    void outOfRange() {
        // asked twice at once, it would be answered twice for one reason
        question.ask()
                .ifPresent(ticket -> source.link()
                        .askExtent(
                                source.name(),
                                found -> mirror.locked(() -> {
                                    if (question.close(ticket) && mirror.goesOn()) {
                                        found.ifPresent(this::foundAt);
                                    }
                                })));
    }

    private void foundAt(SourceLog.Extent at) {
        long next = history.asksFrom(log.nextOffset());
        if (at.startOffset() > next) {
            history.lost(log.nextOffset(), at.startOffset());
        } else if (at.endOffset() >= next) {
            complaint.about("denied", Damage.denied(next, at.startOffset(), at.endOffset()));
            askLatestEpoch();
        } else if (log.isEmpty()) {
            complaint.about("ends below", Damage.endsBelow(next, at.endOffset()));
        } else {
            history.tooShort(log.nextOffset(), at.endOffset());
        }
        mirror.wakeLease();
    }

    /**
     * A source that answers so although its log reaches further does not know the epoch it was asked with: it has forgotten
     * them all, or what it gave to the mirror is not in its log any more.
     */
    private void askLatestEpoch() {
        int asked = asksWith();
        if (asked != SourceEpochs.UNKNOWN) {
            source.link()
                    .askLatestEpoch(
                            source.name(),
                            latest -> mirror.locked(() -> {
                                if (mirror.goesOn() && asksWith() == asked) {
                                    latestEpoch(asked, latest);
                                }
                            }));
        }
    }

    private void latestEpoch(int asked, int latest) {
        if (latest < 0) {
            LOG.info(
                    "{}: the source's log has forgotten its leader epochs",
                    log.partition().name());
            history.epochsAreForgotten();
        } else if (latest < asked) {
            history.beyond(log.nextOffset(), latest);
            mirror.wakeLease();
        }
    }

    private int asksWith() {
        return history.asksWith(log.partition().positions().logEndOffset(), history.asksFrom(log.nextOffset()));
    }

    /**
     * The source lost records, or its log cleaner took all of the mirror's last epochs, which a replica that was copied since
     * does not know. In doubt it has lost them.
     *
     * @param epoch the largest that the source has, up to that of the mirror's last record
     * @param endOffset where it ends at the source
     */
    void diverged(int epoch, long endOffset) {
        history.disputed();
        if (history.asksAnew(log.nextOffset())) {
            return;
        }
        Optional<Vanished> mayBe =
                staleness.isOfCompacted() ? history.mayBeCleaned(log.nextOffset(), epoch, endOffset) : Optional.empty();
        if (mayBe.isEmpty()) {
            parted(epoch, endOffset);
            return;
        }
        Vanished vanished = mayBe.get();
        question.ask()
                .ifPresent(ticket -> source.link()
                        .askVanished(
                                source.name(),
                                source.topicId(),
                                vanished,
                                found -> mirror.locked(() -> {
                                    boolean isStill = question.close(ticket) && mirror.goesOn();
                                    if (isStill && log.nextOffset() == vanished.toOffset()) {
                                        // where it does not answer it is asked again, after the next fetch
                                        found.ifPresentOrElse(
                                                isSo -> hasVanished(isSo, vanished, epoch, endOffset),
                                                () -> complaint.about("parts", Damage.unsettled(epoch, endOffset)));
                                    }
                                })));
    }

    private void hasVanished(boolean isSo, Vanished vanished, int epoch, long endOffset) {
        if (isSo) {
            history.cleaned(vanished, epoch);
            mirror.wakeLease();
        } else {
            parted(epoch, endOffset);
        }
    }

    private void parted(int epoch, long endOffset) {
        history.parted(log.nextOffset(), epoch, endOffset);
        mirror.wakeLease();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Compares the records that two clusters hold of a partition, offset by offset, up to the first difference. Pure. */
final class Merge {

    /** A difference and where it is; null where it is no single record. */
    record Found(@Nullable Long offset, RecordDifference difference) {}

    /** Records after which progress is told. */
    static final int TELL_EVERY = 1_000;

    private final RecordSequence source;
    private final RecordSequence destination;
    private final @Nullable Compaction compaction;
    private final LongConsumer progress;
    private final RecordDigest sourceDigest = new RecordDigest();
    private final RecordDigest destinationDigest = new RecordDigest();
    private long recordCount;
    private long removedCount;
    private @Nullable SeenRecord nextOfSource;
    private @Nullable SeenRecord nextOfDestination;

    /**
     * Of two sequences that end at the same offset.
     *
     * @param compaction null if neither side compacts
     * @param progress told now and then how many more records were compared
     */
    Merge(RecordSequence source, RecordSequence destination, @Nullable Compaction compaction, LongConsumer progress) {
        this.source = source;
        this.destination = destination;
        this.compaction = compaction;
        this.progress = progress;
    }

    /** Reads both; what waits for a shadow at the end is not judged here. */
    Optional<Found> run() {
        nextOfSource = source.next();
        nextOfDestination = destination.next();
        Optional<Found> found = Optional.empty();
        while (found.isEmpty() && (nextOfSource != null || nextOfDestination != null)) {
            found = step(nextOfSource, nextOfDestination);
        }
        progress.accept(recordCount % TELL_EVERY);
        return found;
    }

    private Optional<Found> step(@Nullable SeenRecord ofSource, @Nullable SeenRecord ofDestination) {
        if (ofSource != null && ofDestination != null && ofSource.offset() == ofDestination.offset()) {
            nextOfSource = source.next();
            nextOfDestination = destination.next();
            return compare(ofSource, ofDestination);
        }
        if (ofSource != null && (ofDestination == null || ofSource.offset() < ofDestination.offset())) {
            nextOfSource = source.next();
            return alone(Side.SOURCE, ofSource, ofDestination);
        }
        if (ofDestination == null) {
            return Optional.empty();
        }
        nextOfDestination = destination.next();
        return alone(Side.DESTINATION, ofDestination, ofSource);
    }

    private Optional<Found> compare(SeenRecord ofSource, SeenRecord ofDestination) {
        sourceDigest.add(ofSource.record());
        destinationDigest.add(ofDestination.record());
        Optional<RecordDifference> difference = RecordDifference.first(ofSource.record(), ofDestination.record())
                .or(() -> outcomes(ofSource.outcome(), ofDestination.outcome()));
        if (difference.isPresent()) {
            return difference.map(found -> new Found(ofSource.offset(), found));
        }
        if (compaction != null) {
            compaction.onBoth(ofSource, ofDestination);
        }
        recordCount++;
        if (recordCount % TELL_EVERY == 0) {
            progress.accept(TELL_EVERY);
        }
        return Optional.empty();
    }

    private static Optional<RecordDifference> outcomes(Outcome ofSource, Outcome ofDestination) {
        return ofSource.contradicts(ofDestination)
                ? Optional.of(RecordDifference.of("transaction outcome", ofSource, ofDestination))
                : Optional.empty();
    }

    private Optional<Found> alone(Side side, SeenRecord seen, @Nullable SeenRecord nextOfOther) {
        RecordSequence other = side == Side.SOURCE ? destination : source;
        if (seen.offset() < other.startOffset()) {
            removedCount++;
            return Optional.empty();
        }
        if (compaction != null) {
            compaction.onlyOn(side, seen, other.isDecided(seen.offset()));
            return Optional.empty();
        }
        (side == Side.SOURCE ? sourceDigest : destinationDigest).add(seen.record());
        String here = Long.toString(seen.offset());
        String there = nextOfOther == null ? "none" : Long.toString(nextOfOther.offset());
        return Optional.of(new Found(
                seen.offset(),
                side == Side.SOURCE
                        ? RecordDifference.of("next offset", here, there)
                        : RecordDifference.of("next offset", there, here)));
    }

    /** Records that both sides hold alike. */
    long recordCount() {
        return recordCount;
    }

    /** Records that one side removed by moving its log start while they were read. */
    long removedCount() {
        return removedCount;
    }

    /** Of the compared records of one side. */
    String finishDigest(Side side) {
        return (side == Side.SOURCE ? sourceDigest : destinationDigest).finish();
    }
}

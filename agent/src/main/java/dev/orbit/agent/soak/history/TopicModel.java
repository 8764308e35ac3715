// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.soak.history;

/**
 * A source topic as its history has it, and its mirror.
 *
 * @param generation how many topics of this name there were before
 * @param compacted whether it is compacted, or ever was
 * @param retained whether it has limited retention, or ever had
 * @param mirroredGeneration the one whose records the mirror holds
 * @param changedInRound the round in which it was created, deleted, made anew or mended last
 */
public record TopicModel(
        String name,
        TopicKind kind,
        int partitions,
        int generation,
        boolean exists,
        boolean compacted,
        boolean retained,
        int mirroredGeneration,
        int changedInRound) {

    static TopicModel created(String name, TopicKind kind, int partitions, int round) {
        return new TopicModel(name, kind, partitions, 0, true, kind.isCompacted(), kind.isRetained(), 0, round);
    }

    /** Whether its producers go through Orbit; nobody knows beforehand whether it is mirrored or has moved. */
    public boolean isProxied() {
        return kind == TopicKind.PROXIED;
    }

    /** Whether its records are to be at the destination, for as long as it is as it is. */
    public boolean isMirrored() {
        return !isProxied() && exists && mirroredGeneration == generation;
    }

    /** Whether the mirror is to say that another topic has its source's name. */
    public boolean isRemade() {
        return exists && mirroredGeneration != generation;
    }

    TopicModel withPartitions(int count) {
        return new TopicModel(
                name, kind, count, generation, exists, compacted, retained, mirroredGeneration, changedInRound);
    }

    TopicModel withConfig(String config, String value) {
        boolean compacts = config.equals("cleanup.policy") && value.contains("compact");
        boolean retains = config.equals("retention.ms") && !value.equals("-1");
        return new TopicModel(
                name,
                kind,
                partitions,
                generation,
                exists,
                compacted || compacts,
                retained || retains,
                mirroredGeneration,
                changedInRound);
    }

    TopicModel deleted(int round) {
        return new TopicModel(
                name, kind, partitions, generation, false, compacted, retained, mirroredGeneration, round);
    }

    TopicModel remade(TopicKind newKind, int count, int round) {
        return new TopicModel(
                name,
                newKind,
                count,
                generation + 1,
                true,
                newKind.isCompacted(),
                newKind.isRetained(),
                mirroredGeneration,
                round);
    }

    TopicModel mended(int round) {
        return new TopicModel(name, kind, partitions, generation, exists, compacted, retained, generation, round);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.group;

import dev.orbit.agent.state.CopiedOffset;
import dev.orbit.agent.state.CopiedOffset.Written;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A committed offset.
 *
 * @param metadata whatever the consumer put beside it; empty where nothing
 * @param hasLeaderEpoch whether it names one: what Orbit writes never does, since epochs belong to one cluster
 */
public record Commit(long offset, String metadata, boolean hasLeaderEpoch) {

    private static final int DIGEST_BYTES = 8;

    /** As Orbit writes it. */
    public Commit at(long otherOffset) {
        return new Commit(otherOffset, metadata, false);
    }

    /** As the state remembers it. */
    public Written toWritten() {
        return new Written(offset, digest());
    }

    /** Whether this may be what was written. */
    public boolean is(@Nullable Written written) {
        return !hasLeaderEpoch && toWritten().equals(written);
    }

    /** Whether this may be what Orbit wrote last. */
    public boolean isOf(CopiedOffset offset) {
        return is(offset.written()) || is(offset.intended());
    }

    /** Metadata may be long, and is only ever compared. */
    private @Nullable String digest() {
        if (metadata.isEmpty()) {
            return null;
        }
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(metadata.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(whole, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

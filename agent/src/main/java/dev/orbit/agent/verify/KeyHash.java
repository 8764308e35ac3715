// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.verify;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** A key, as the first half of its SHA-256. */
record KeyHash(long high, long low) {

    static KeyHash of(MessageDigest sha256, byte[] key) {
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest(key));
        return new KeyHash(hash.getLong(), hash.getLong());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.orbit.tfplugin.handshake;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * The key and the self-signed certificate of one server process. The host trusts exactly this certificate, for the name
 * {@code localhost}; it exists nowhere but in memory.
 */
public record ServerIdentity(PrivateKey key, X509Certificate certificate) {

    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final int SERIAL_BITS = 127;

    /** Of the key, and of its signature. Java 25 takes twice as long for one on P-256, before that code is compiled. */
    private static final String ALGORITHM = "Ed25519";

    private static final byte[] ED25519 = Der.sequence(Der.objectId(0x2b, 0x65, 0x70));
    private static final byte[] COMMON_NAME = Der.objectId(0x55, 0x04, 0x03);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.objectId(0x55, 0x1d, 0x11);
    static final String HOST = "localhost";

    /** Makes a new key, and a certificate for it. */
    public static ServerIdentity create() {
        try {
            return create(Instant.now());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make an Ed25519 key", e);
        }
    }

    private static ServerIdentity create(Instant now) throws GeneralSecurityException {
        KeyPair keys = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        byte[] content = content(keys, now);
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] certificate = Der.sequence(content, ED25519, Der.bits(signature.sign()));
        return new ServerIdentity(keys.getPrivate(), Certificates.parse(certificate));
    }

    private static byte[] content(KeyPair keys, Instant now) {
        byte[] version3 = Der.tagged(0xa0, Der.integer(BigInteger.TWO));
        byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(HOST))));
        byte[] validity = Der.sequence(Der.time(now.minus(CLOCK_SKEW)), Der.time(now.plus(VALIDITY)));
        return Der.sequence(
                version3,
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
                ED25519,
                name,
                validity,
                name,
                keys.getPublic().getEncoded(),
                extensions());
    }

    private static byte[] extensions() {
        byte[] dnsName = Der.tagged(0x82, HOST.getBytes(StandardCharsets.US_ASCII));
        byte[] alternativeName = Der.sequence(SUBJECT_ALTERNATIVE_NAME, Der.octets(Der.sequence(dnsName)));
        return Der.tagged(0xa3, Der.sequence(alternativeName));
    }
}

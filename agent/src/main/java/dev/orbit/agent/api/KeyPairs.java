// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.api;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Whether keys are those of their certificates: Kafka takes any, and then every handshake fails. */
final class KeyPairs {

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private KeyPairs() {}

    /**
     * Looks at all of a key store.
     *
     * @param password of its keys
     * @throws KafkaException when one is another's; what cannot be looked at is left to the clients to find
     */
    static void check(KeyStore store, char @Nullable [] password) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)
                        && store.getCertificate(alias) instanceof X509Certificate certificate
                        && !isPair(store.getKey(alias, password), certificate)) {
                    throw new KafkaException("the key is not that of the certificate "
                            + certificate.getSubjectX500Principal().getName());
                }
            }
        } catch (GeneralSecurityException e) {
            throw new KafkaException(e);
        }
    }

    /** What one signs the other verifies. */
    private static boolean isPair(Key key, X509Certificate certificate) throws GeneralSecurityException {
        String kind = certificate.getPublicKey().getAlgorithm();
        String algorithm = SIGNATURES.get(kind);
        if (algorithm == null || !(key instanceof PrivateKey held)) {
            return true;
        }
        if (!held.getAlgorithm().equals(kind)) {
            return false;
        }
        byte[] something = certificate.getEncoded();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(held);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(something);
        return signature.verify(signed);
    }
}

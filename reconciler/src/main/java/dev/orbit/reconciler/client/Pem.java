// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.client;

import dev.orbit.schemas.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in PEM: blocks with a label, and whatever stands between them.
 *
 * @param field what names it
 */
record Pem(String field, String file, String text) {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    static Pem read(String field, String file) {
        try {
            return new Pem(field, file, Files.readString(Path.of(file)));
        } catch (IOException | InvalidPathException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
            throw refused(
                    field, "Cannot read " + file + ": " + why + ".", "Name a file in PEM that this user may read.");
        }
    }

    /** At least one. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] der : blocks("CERTIFICATE")) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (CertificateException e) {
            throw refused(field, file + " holds a certificate that is none: " + e.getMessage() + ".", "Mend the file.");
        }
        if (certificates.isEmpty()) {
            throw refused(
                    field,
                    file + " holds no certificate in PEM.",
                    "Name a file with \"-----BEGIN CERTIFICATE-----\" in it.");
        }
        return certificates;
    }

    /** The first one, of the kind that the certificate's is. */
    PrivateKey key(X509Certificate certificate) {
        List<byte[]> keys = blocks("PRIVATE KEY");
        if (keys.isEmpty()) {
            throw unreadableKey("no key in unencrypted PKCS #8");
        }
        try {
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
        } catch (GeneralSecurityException e) {
            throw unreadableKey("no key of the certificate's kind, which is "
                    + certificate.getPublicKey().getAlgorithm());
        }
    }

    private AgentException unreadableKey(String what) {
        return refused(
                field,
                file + " holds " + what + ".",
                "Name the certificate's own key (-----BEGIN PRIVATE KEY-----); \"openssl pkcs8 -topk8 -nocrypt\" converts"
                        + " one in another encoding.");
    }

    private List<byte[]> blocks(String label) {
        List<byte[]> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(label)) {
                blocks.add(decoded(matcher.group(2)));
            }
        }
        return blocks;
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused(field, file + " holds a block that is no base64: it may have been cut.", "Mend the file.");
        }
    }

    static AgentException refused(String field, String message, String remedy) {
        return new AgentException(
                AgentException.NO_STATUS, List.of(new Problem("invalid_tls_file", message, field, remedy)));
    }
}

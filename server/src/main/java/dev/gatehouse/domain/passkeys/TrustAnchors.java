package dev.gatehouse.domain.passkeys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that statements of authenticators must lead to, as the operator's file had them when the server started.
 *
 * @param problem what is wrong with the file, for the operator; null where nothing is
 */
public record TrustAnchors(
        Path file,
        Set<X509Certificate> certificates,
        @Nullable String problem) {
    public TrustAnchors {
        certificates = Set.copyOf(certificates);
    }

    static TrustAnchors read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            return found.isEmpty()
                    ? unusable(file, "has no certificate in it")
                    : new TrustAnchors(
                            file,
                            found.stream().map(X509Certificate.class::cast).collect(Collectors.toUnmodifiableSet()),
                            null);
        } catch (IOException unreadable) {
            return unusable(file, "cannot be read");
        } catch (CertificateException malformed) {
            return unusable(file, "has something else in it");
        }
    }

    private static TrustAnchors unusable(Path file, String why) {
        String problem = "passkeys.trust_anchors: given " + file + ", which " + why
                + "; allowed: a file of certificates in PEM, one after the other";
        return new TrustAnchors(file, Set.of(), problem);
    }
}

package dev.gatehouse.platform.outgoing;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Who may vouch for another host: whom the JDK trusts, and whom the operator adds. */
final class Authorities {
    private Authorities() {}

    /** @throws IllegalArgumentException with a sentence for the operator */
    static List<X509Certificate> read(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) certificate);
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("outgoing.ca: " + file + " cannot be read", unreadable);
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException("outgoing.ca: " + file + " holds no certificates in PEM", malformed);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("outgoing.ca: " + file + " holds no certificates in PEM");
        }
        return found;
    }

    /** The JDK's own where nobody is added. */
    static TrustOptions trusting(List<X509Certificate> added) throws GeneralSecurityException, IOException {
        X509TrustManager usual = manager(null);
        if (added.isEmpty()) {
            return TrustOptions.wrap(usual);
        }
        KeyStore together = KeyStore.getInstance("PKCS12");
        together.load(null, null);
        int number = 0;
        for (X509Certificate authority : usual.getAcceptedIssuers()) {
            together.setCertificateEntry("usual-" + number++, authority);
        }
        for (X509Certificate authority : added) {
            together.setCertificateEntry("added-" + number++, authority);
        }
        return TrustOptions.wrap(manager(together));
    }

    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager fit) {
                return fit;
            }
        }
        throw new IllegalStateException("the JDK trusts nobody");
    }
}

package dev.gatehouse.platform.jose;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Who computes a signature: Amazon Corretto where its native library runs, else what is fastest of Bouncy Castle and
 * the JDK for that operation. Native code takes some 200 ms to load, so it loads beside the start and the JDK signs
 * until it is there. Nothing is installed for the whole process: TLS and the rest keep the JDK's providers.
 */
public final class CryptoProviders {
    private static final String CORRETTO_PACKAGE = "com/amazon/corretto/crypto/provider/";
    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    /** What is in use at one moment; null stands for the JDK. */
    private record Chosen(
            @Nullable Provider corretto, @Nullable Provider bouncyCastle) {}

    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile Chosen chosen = new Chosen(null, null);

    private CryptoProviders() {}

    /** Starts to load the native provider on a thread of its own, and returns at once. */
    public static CryptoProviders start() {
        CryptoProviders providers = new CryptoProviders();
        Thread.ofPlatform().daemon().name("crypto-providers").start(providers::load);
        return providers;
    }

    /** The JDK's alone: for a command that ends before native code has loaded. */
    public static CryptoProviders jdk() {
        CryptoProviders providers = new CryptoProviders();
        providers.ready.countDown();
        return providers;
    }

    /** Waits until the choice is made; it is not needed for correctness. */
    public void awaitReady() throws InterruptedException {
        ready.await();
    }

    /** The provider for signing and verifying with this algorithm now; null is the JDK's own order. */
    public @Nullable Provider provider(Algorithm algorithm) {
        Chosen now = chosen;
        return switch (algorithm) {
            case HS256 -> null;
            case RS256, PS256 -> now.corretto;
            case ES256, ES384, EDDSA -> now.corretto != null ? now.corretto : now.bouncyCastle;
        };
    }

    /** A signature engine with its parameters set, neither for signing nor for verifying yet. */
    static Signature engine(Algorithm algorithm, @Nullable Provider provider) throws GeneralSecurityException {
        String name =
                switch (algorithm) {
                    // JWS wants R and S side by side (RFC 7518, section 3.4), which is P1363 and not DER.
                    case ES256 -> "SHA256withECDSAinP1363Format";
                    case ES384 -> "SHA384withECDSAinP1363Format";
                    case RS256 -> "SHA256withRSA";
                    case PS256 -> "RSASSA-PSS";
                    case EDDSA -> "Ed25519";
                    case HS256 -> throw new IllegalArgumentException("A MAC is no signature");
                };
        Signature engine = provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
        if (algorithm == Algorithm.PS256) {
            engine.setParameter(PSS);
        }
        return engine;
    }

    private void load() {
        try {
            Provider corretto = corretto();
            chosen = corretto != null ? new Chosen(corretto, null) : new Chosen(null, BouncyCastle.make());
        } finally {
            ready.countDown();
        }
    }

    private static @Nullable Provider corretto() {
        try {
            Provider provider = (Provider) Class.forName(CORRETTO, true, correttoLoader())
                    .getField("INSTANCE")
                    .get(null);
            for (Algorithm algorithm : Algorithm.values()) {
                if (algorithm.isPublic()) {
                    engine(algorithm, provider);
                }
            }
            return provider;
        } catch (ReflectiveOperationException | GeneralSecurityException | IOException | LinkageError e) {
            System.getLogger(CryptoProviders.class.getName())
                    .log(System.Logger.Level.DEBUG, "Corretto's native library does not run here", e);
            return null;
        }
    }

    /** A class of its own, so that the start does not open Bouncy Castle's archive to check the one around it. */
    private static final class BouncyCastle {
        static Provider make() {
            return new org.bouncycastle.jce.provider.BouncyCastleProvider();
        }
    }

    /**
     * The archives for the kinds of machine hold the same classes beside different native code under one name, and the
     * provider takes the first on the class path. Where that is another machine's, the right archive gets a loader.
     */
    private static ClassLoader correttoLoader() throws IOException {
        ClassLoader own = CryptoProviders.class.getClassLoader();
        String library = CORRETTO_PACKAGE + System.mapLibraryName("amazonCorrettoCryptoProvider");
        boolean first = true;
        for (URL found : Collections.list(own.getResources(library))) {
            if (NativeCode.runsHere(found)) {
                return first || !(found.openConnection() instanceof JarURLConnection jar)
                        ? own
                        : new URLClassLoader(new URL[] {jar.getJarFileURL()}, ClassLoader.getPlatformClassLoader());
            }
            first = false;
        }
        throw new IOException("no native library for " + System.getProperty("os.arch"));
    }
}

package dev.gatehouse.domain.keys;

import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals what this server gives away and wants back unread and unchanged, such as the state of a sign-in, and what it
 * keeps that nobody may read beside it, such as other servers' tokens: AES-256-GCM under keys that all nodes share, each
 * for one purpose. The newest key seals, all of them open. Nothing is read before the first use.
 */
public final class Seals {
    private static final Logger LOG = LoggerFactory.getLogger(Seals.class);
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final int ID = 8;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int KEY = 32;
    /** Random nonces are good for 2^32 messages under one key; that many in a quarter are 500 a second. */
    private static final Duration ROTATE_EVERY = Duration.ofDays(90);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private record Key(String id, byte[] secret, Instant createdAt) {}

    private record Stored(String id, String sealed, Instant createdAt) {}

    private final Database database;
    private final KeyVault vault;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Map<String, SecretKey> derived = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> nextLook = new AtomicReference<>(Instant.MIN);
    /** One at a time makes or reads keys, so that the last to read is the last to say what it read. */
    private final ReentrantLock reading = new ReentrantLock();
    /** The newest first; null before the first use. */
    private volatile @Nullable List<Key> keys;

    /** @param master what the keys are encrypted with in the database; null where they lie open */
    public Seals(Database database, @Nullable Secret master, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.vault = KeyVault.forSealing(master);
        this.clock = clock;
        this.random = random;
    }

    /**
     * Seals bytes. Inside a piece of the database's work only after {@link #prepare}.
     *
     * @param purpose what for; opens for nothing else
     * @param bound what must be the same at the opening; not part of the result
     * @return base64url of 36 bytes more than {@code plain}
     */
    public String seal(String purpose, byte[] plain, byte[] bound) {
        return seal(newest(), purpose, plain, bound);
    }

    /**
     * The same inside a piece of the database's work.
     *
     * @param sql of that work; a key that is made with it is there only if the work is kept
     */
    public String seal(Sql sql, String purpose, byte[] plain, byte[] bound) {
        List<Key> known = keys;
        Key key = newest(known == null ? List.of() : known)
                .or(() -> newest(stored(sql)))
                .orElseGet(() -> made(sql));
        return seal(key, purpose, plain, bound);
    }

    private String seal(Key key, String purpose, byte[] plain, byte[] bound) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, derived(key, purpose), new GCMParameterSpec(TAG * 8, nonce));
            cipher.updateAAD(bound);
            byte[] sealed = cipher.doFinal(plain);
            return ENCODER.encodeToString(ByteBuffer.allocate(ID + NONCE + sealed.length)
                    .put(HexFormat.of().parseHex(key.id))
                    .put(nonce)
                    .put(sealed)
                    .array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Cannot seal", impossible);
        }
    }

    /** The bytes that were sealed for this purpose with the same {@code bound}; empty for anything else. */
    public Optional<byte[]> open(String purpose, String sealed, byte[] bound) {
        return open(this::find, purpose, sealed, bound);
    }

    /** The same inside a piece of the database's work. */
    public Optional<byte[]> open(Sql sql, String purpose, String sealed, byte[] bound) {
        List<Key> known = keys;
        return open(
                id -> Optional.ofNullable(known == null ? null : find(known, id))
                        .orElseGet(() -> find(stored(sql), id)),
                purpose,
                sealed,
                bound);
    }

    private Optional<byte[]> open(
            Function<String, @Nullable Key> finding, String purpose, String sealed, byte[] bound) {
        byte[] bytes;
        try {
            bytes = DECODER.decode(sealed);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length < ID + NONCE + TAG || !ENCODER.encodeToString(bytes).equals(sealed)) {
            return Optional.empty();
        }
        Key key = finding.apply(HexFormat.of().formatHex(bytes, 0, ID));
        if (key == null) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, derived(key, purpose), new GCMParameterSpec(TAG * 8, bytes, ID, NONCE));
            cipher.updateAAD(bound);
            return Optional.of(cipher.doFinal(bytes, ID + NONCE, bytes.length - ID - NONCE));
        } catch (AEADBadTagException forged) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Cannot open a seal", impossible);
        }
    }

    /**
     * Makes sure that there is a key and that it has been read, so that from now on seals can be made and opened inside a
     * piece of the database's work too.
     */
    public void prepare() {
        newest();
    }

    /** 32 bytes that nobody can make for these without the key (RFC 2104 with SHA-256). */
    public byte[] mac(String purpose, byte[] of) {
        return mac(newest(), purpose, of);
    }

    /** Whether {@link #mac} gave this for these, lately or some keys ago. */
    public boolean hasMac(String purpose, byte[] of, byte[] mac) {
        return known().stream()
                .map(key -> MessageDigest.isEqual(mac(key, purpose, of), mac))
                .reduce(false, Boolean::logicalOr);
    }

    private byte[] mac(Key key, String purpose, byte[] of) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(derived(key, "mac " + purpose).getEncoded(), "HmacSHA256"));
            return mac.doFinal(of);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", impossible);
        }
    }

    /** Inside a piece of work, which may not begin another, a key that is due to be replaced seals once more. */
    private Key newest() {
        List<Key> read = keys;
        if (read != null && !read.isEmpty() && database.within()) {
            return read.getFirst();
        }
        return newest(known()).orElseGet(() -> {
            reading.lock();
            try {
                return newest(reread()).orElseGet(this::made);
            } finally {
                reading.unlock();
            }
        });
    }

    private Optional<Key> newest(List<Key> among) {
        return among.stream().findFirst().filter(key -> clock.instant().isBefore(key.createdAt.plus(ROTATE_EVERY)));
    }

    private Key made() {
        database.write(this::made);
        return reread().getFirst();
    }

    /** Two nodes may make one each: both open, and either may seal. Nobody keeps it before it is committed. */
    private Key made(Sql sql) {
        byte[] name = new byte[ID];
        byte[] secret = new byte[KEY];
        random.nextBytes(name);
        random.nextBytes(secret);
        Key key = new Key(HexFormat.of().formatHex(name), secret, clock.instant());
        String jwk = Json.text(Map.of("kty", "oct", "k", ENCODER.encodeToString(secret)));
        sql.update(
                "INSERT INTO sealing_keys (id, sealed, created_at) VALUES (?, ?, ?)",
                key.id,
                vault.seal(key.id, jwk),
                key.createdAt);
        return key;
    }

    /** Another node may have made this key meanwhile; an id that anybody made up does not ask the database each time. */
    private @Nullable Key find(String id) {
        Key known = find(known(), id);
        Instant now = clock.instant();
        Instant next = nextLook.get();
        if (known == null
                && !database.within()
                && !now.isBefore(next)
                && nextLook.compareAndSet(next, now.plus(LOOK_EVERY))) {
            return find(reread(), id);
        }
        return known;
    }

    private static @Nullable Key find(List<Key> among, String id) {
        return among.stream().filter(key -> key.id.equals(id)).findFirst().orElse(null);
    }

    private List<Key> known() {
        List<Key> now = keys;
        return now == null ? reread() : now;
    }

    private List<Key> reread() {
        reading.lock();
        try {
            List<Key> read = read();
            keys = read;
            return read;
        } finally {
            reading.unlock();
        }
    }

    private List<Key> read() {
        List<Stored> rows = database.read(Seals::rows);
        List<Stored> open =
                rows.stream().filter(row -> vault.wantsSealing(row.sealed)).toList();
        if (!open.isEmpty() && open.size() == rows.size()) {
            database.write(transaction -> reseal(transaction, open));
        }
        return keys(rows);
    }

    /** What the table holds for the work at hand; not kept, since some of it may never be committed. */
    private List<Key> stored(Sql sql) {
        return keys(rows(sql));
    }

    /**
     * With a master key they are encrypted all at once. One that lies open beside others is none of ours: whoever can write
     * to the database could have put it there, to make seals with it.
     */
    private List<Key> keys(List<Stored> rows) {
        boolean encrypted = rows.stream().anyMatch(row -> !vault.wantsSealing(row.sealed));
        return rows.stream()
                .filter(row -> {
                    boolean strange = encrypted && vault.wantsSealing(row.sealed);
                    if (strange) {
                        LOG.error("The sealing key {} lies open beside encrypted ones, and is not used", row.id);
                    }
                    return !strange;
                })
                .map(this::key)
                .toList();
    }

    private static List<Stored> rows(Sql sql) {
        return sql.list(
                "SELECT id, sealed, created_at FROM sealing_keys ORDER BY created_at DESC, id",
                row -> new Stored(row.text("id"), row.text("sealed"), row.instant("created_at")));
    }

    private Key key(Stored row) {
        return new Key(row.id, secret(row.id, row.sealed), row.createdAt);
    }

    private int reseal(Transaction transaction, List<Stored> open) {
        open.forEach(row -> transaction.update(
                "UPDATE sealing_keys SET sealed = ? WHERE id = ? AND sealed = ?",
                vault.seal(row.id, row.sealed),
                row.id,
                row.sealed));
        return open.size();
    }

    private byte[] secret(String id, String stored) {
        String jwk = vault.text(id, stored);
        byte[] secret;
        try {
            secret = DECODER.decode(Json.read(jwk).path("k").stringValue());
        } catch (RuntimeException damaged) {
            throw new KeysUnusable("The sealing key " + id + " in the database is damaged.", damaged);
        }
        if (secret.length != KEY) {
            throw new KeysUnusable("The sealing key " + id + " in the database is damaged.", null);
        }
        return secret;
    }

    private SecretKey derived(Key key, String purpose) {
        return derived.computeIfAbsent(key.id + " " + purpose, name -> {
            try {
                return KDF.getInstance("HKDF-SHA256")
                        .deriveKey(
                                "AES",
                                HKDFParameterSpec.ofExtract()
                                        .addIKM(key.secret)
                                        .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java lacks HKDF", e);
            }
        });
    }
}

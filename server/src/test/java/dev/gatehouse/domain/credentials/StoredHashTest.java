package dev.gatehouse.domain.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.credentials.Bounds.Unacceptable;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The known answers were made with argon2-cffi, Python's bcrypt and passlib. */
class StoredHashTest {
    private static final String PASSWORD = "correct horse battery staple";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=1024,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$OoNrgo7vcZeEXBAR5WfTceA7IIWFCwrO2wYJhBuXDlk",
                "$argon2id$v=19$m=256,t=2,p=1$c2FsdHNhbHQxMg$l/cVwqb50XLfQms2/i/5jzYS/OteVHSN",
                "$argon2i$v=19$m=512,t=3,p=2$c29tZXNhbHRzb21lc2FsdA$Liox/lruHzNTNZnDUD8gxJG2zWFCq7eNqPEVb6DMcbQ",
                "$argon2i$v=16$m=512,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$s7qeVUc1bullxek1RzX677EGkJ2DnFdF8yZ0RFM6vqM",
                "$argon2i$m=512,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$s7qeVUc1bullxek1RzX677EGkJ2DnFdF8yZ0RFM6vqM",
                "$argon2d$v=19$m=512,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$BN9mP6QzZf7n+3D0iNQQmcUzi6exsya+PolDwOgCbDI",
                "$argon2d$v=16$m=256,t=2,p=3$c29tZXNhbHRzb21lc2FsdA$nhpu+PlZZYfvkZk2I+hDlU7pDpG5Q3RL9wE0zVo83o4",
                "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$7lfT0/j6yAYZtF/bUb0iiy5QFrrWCMXTLPC83sLuOD8",
                "$2a$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
                "$2b$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
                "$2y$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
                "$scrypt$ln=10,r=8,p=2$c29tZXNhbHRzb21lc2FsdA$EyBkFLQkmOFLYlClaR7RHGlPJB6WBu3c4BT83PQ8KJw",
                "$pbkdf2-sha256$1000$c29tZXNhbHRzb21lc2FsdA$SCjY7SSTd.1t0YRKbVoolytKt.BeFjwwXJESGnfk9yY",
                "$pbkdf2-sha512$1000$c29tZXNhbHRzb21lc2FsdA$y1EmqmYYnTHUB.UALeZkA05jv7uV9/8fYP8tgPRwi9WSfmXwaBYgL/rnxeonBOso"
                        + "/iB8LFUMKKjeSyCxg7t8XA",
                "$pbkdf2$1000$c29tZXNhbHRzb21lc2FsdA$xiyANeGLsyMSyaOnlmzZPFiWnFc",
                "pbkdf2_sha256$1000$saltSALT1234$XEALm2h2GZ98IVpl4IIQKxp7DRF98pqGM2KeccSYxzs=",
                "pbkdf2_sha1$1000$saltSALT1234$CC/kbKgqxWn5utUNL6VuKJ40Tbo="
            })
    void knowsTheHashesOfOthers(String stored) throws Unacceptable {
        StoredHash hash = StoredHash.parse(stored);

        assertThat(hash.matches(bytes(PASSWORD))).isTrue();
        assertThat(hash.matches(bytes(PASSWORD + "."))).isFalse();
        assertThat(hash.matches(bytes(""))).isFalse();
    }

    @Test
    void bcryptLooksAtTheFirst72BytesOnly() throws Unacceptable {
        StoredHash hash = StoredHash.parse("$2b$05$abcdefghijklmnopqrstuujf8SX2ahXLwp9w/B.Y5XdysS6yR576q");

        assertThat(hash.matches(bytes("x".repeat(72)))).isTrue();
        assertThat(hash.matches(bytes("x".repeat(72) + "and more"))).isTrue();
        assertThat(hash.matches(bytes("x".repeat(71)))).isFalse();
    }

    @Test
    void bcryptTakesUtf8() throws Unacceptable {
        StoredHash hash = StoredHash.parse("$2b$05$abcdefghijklmnopqrstuufb0xBZesbzLgkcQv6N0hvKkXeOJ1uSy");

        assertThat(hash.matches(bytes("pässwörd€"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "plain text",
                "$$$$$$",
                "$1$salt$hash",
                "$argon2id$v=19$m=2097152,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=1048576,t=5,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=8192,t=99999,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=8192,t=2,p=256$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=8,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=18$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=8192,t=0,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=8192,t=-2,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc",
                "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$",
                "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$c2hvcnQ",
                "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$!!!!",
                "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc$",
                "$2b$16$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
                "$2b$31$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
                "$2x$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
                "$2b$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/Zs",
                "$scrypt$ln=21,r=8,p=1$c29tZXNhbHRzb21lc2FsdA$EyBkFLQkmOFLYlClaR7RHGlPJB6WBu3c4BT83PQ8KJw",
                "$scrypt$ln=19,r=8,p=1$c29tZXNhbHRzb21lc2FsdA$EyBkFLQkmOFLYlClaR7RHGlPJB6WBu3c4BT83PQ8KJw",
                "$scrypt$ln=16,r=8,p=32$c29tZXNhbHRzb21lc2FsdA$EyBkFLQkmOFLYlClaR7RHGlPJB6WBu3c4BT83PQ8KJw",
                "$pbkdf2-sha256$4000001$c29tZXNhbHRzb21lc2FsdA$SCjY7SSTd.1t0YRKbVoolytKt.BeFjwwXJESGnfk9yY",
                "$pbkdf2-sha256$9999999999$c29tZXNhbHRzb21lc2FsdA$SCjY7SSTd.1t0YRKbVoolytKt.BeFjwwXJESGnfk9yY",
                "pbkdf2_sha256$0$saltSALT1234$XEALm2h2GZ98IVpl4IIQKxp7DRF98pqGM2KeccSYxzs=",
                "pbkdf2_md5$1000$saltSALT1234$XEALm2h2GZ98IVpl4IIQKxp7DRF98pqGM2KeccSYxzs="
            })
    void refusesWhatIsMalformedOrTooCostly(String stored) {
        assertThatThrownBy(() -> StoredHash.parse(stored)).isInstanceOf(Unacceptable.class);
    }

    @Test
    void neverFailsOtherwiseOnDamagedHashes() {
        Random random = new Random(7);
        String whole =
                "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder damaged = new StringBuilder(whole);
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged.setCharAt(random.nextInt(whole.length()), (char) (random.nextInt(96) + 32));
            }
            try {
                StoredHash.parse(damaged.toString());
            } catch (Unacceptable expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void theNativeLibraryAndTheJavaOneAgree() {
        Random random = new Random(11);
        assertThat(Sodium.load()).isPresent();
        for (int length : new int[] {16, 32, 64}) {
            byte[] salt = new byte[16];
            random.nextBytes(salt);
            byte[] password = new byte[random.nextInt(100)];
            random.nextBytes(password);

            assertThat(Sodium.load().get().argon2id(password, salt, 7_168 + length, 2, length))
                    .isEqualTo(Argon2Hash.portable("argon2id", 0x13, 7_168 + length, 2, 1, salt, password, length));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PermissionsTest {
    private static final List<String> ALPHABET = List.of(
            "read",
            "read:",
            "read:users",
            "read:users:own",
            "read:*",
            "read:users:*",
            "*",
            "*:users",
            "write:users",
            "admin:all",
            "admin:*",
            "a:*",
            "delete_own");

    @Test
    void containsByNameWildcardOrEverything() {
        assertThat(Permissions.of(List.of("read:users")).has("read:users")).isTrue();
        assertThat(Permissions.of(List.of("read:users")).has("READ:users")).isFalse();
        assertThat(Permissions.of(List.of("read:users")).has("read:users:own")).isFalse();
        assertThat(Permissions.of(List.of("read:*")).has("read:users:own")).isTrue();
        assertThat(Permissions.of(List.of("read:*")).has("read")).isFalse();
        assertThat(Permissions.of(List.of("read:*")).has("read:")).isFalse();
        assertThat(Permissions.of(List.of("read:*")).has("reading:users")).isFalse();
        assertThat(Permissions.of(List.of("*", "*:users", "r*:users")).has("read:users"))
                .isFalse();
        assertThat(Permissions.of(List.of("admin:all")).has("delete_any")).isTrue();
        assertThat(Permissions.of(List.of("admin:*")).has("admin:all")).isTrue();
        assertThat(Permissions.of(List.of("admin:*")).has("delete_any")).isFalse();
        assertThat(Permissions.NONE.has("read:users")).isFalse();
    }

    @Test
    void decidesAsHasSaysAndNeverLosesByGaining() {
        Random random = new Random(20);
        for (int round = 0; round < 5000; round++) {
            List<String> granted = some(random);
            List<String> asked = some(random);
            Permissions permissions = Permissions.of(granted);
            List<String> more = new ArrayList<>(granted);
            more.add(pick(random));
            Permissions richer = Permissions.of(more);
            for (String name : ALPHABET) {
                Decision decision = permissions.decide(Requirement.one(name));
                assertThat(decision.allowed()).isEqualTo(permissions.has(name));
                assertThat(decision.missing()).isEqualTo(decision.allowed() ? null : name);
                assertThat(!permissions.has(name) || richer.has(name)).isTrue();
            }
            assertThat(granted).allMatch(permissions::has);
            if (!asked.isEmpty()) {
                assertThat(permissions.decide(new Requirement.AnyOf(asked)).allowed())
                        .isEqualTo(permissions.hasAny(asked));
                assertThat(permissions.decide(new Requirement.AllOf(asked)).allowed())
                        .isEqualTo(permissions.hasAll(asked));
            }
        }
    }

    @Test
    void saysWhyInOneSentence() {
        Permissions permissions = Permissions.of(List.of("read:*", "delete_own"));
        assertThat(permissions.decide(Requirement.one("read:users")).why())
                .isEqualTo("read:users is contained in read:*");
        assertThat(permissions.decide(Requirement.one("delete_own")).why()).isEqualTo("Granted by delete_own");
        assertThat(permissions.decide(Requirement.one("delete_any")).why())
                .isEqualTo("This needs the permission delete_any");
        assertThat(permissions.decide(Requirement.anyOf("a", "b")).why())
                .isEqualTo("This needs one of the permissions a, b");
        assertThat(permissions.decide(Requirement.allOf("read:x", "b")).missing())
                .isEqualTo("b");
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("", " ", "read users", "a\"b", "a\\b", "a\nb", "ä", "x".repeat(129))) {
            assertThatThrownBy(() -> Permissions.of(List.of(name))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(Requirement::anyOf).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Requirement::allOf).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requireRefusesWithWhatIsMissing() {
        AuthContext caller = Issuer.caller("read:users");
        caller.require("read:users");
        assertThatThrownBy(() -> caller.require("write:users")).isInstanceOfSatisfying(Forbidden.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.challenge())
                    .isEqualTo("Bearer error=\"insufficient_scope\","
                            + " error_description=\"This needs the permission write:users\"");
        });
    }

    private static List<String> some(Random random) {
        List<String> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            some.add(pick(random));
        }
        return some;
    }

    private static String pick(Random random) {
        return ALPHABET.get(random.nextInt(ALPHABET.size()));
    }
}

package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people say that two things are theirs. Its form sends {@code flow}, {@code password} where one is asked for,
 * {@code end_other_sessions} where others are to end, and {@code choice}: {@code link}, {@code disown} or {@code cancel}.
 *
 * @param flow the sealed flow, or the pending link's token
 * @param purpose what is to be joined
 * @param providerDisplayName what is to be linked; null for {@link Purpose#PASSWORD}
 * @param preset which mark stands beside it; null for {@link Purpose#PASSWORD}
 * @param identityLabel what the provider calls the person: an address or a name
 * @param accountLabel what the account here is called
 * @param byPassword whether its password proves that the account is theirs
 * @param proofs the providers that prove it
 * @param proven whether it is proven already: then one click is enough
 * @param mayDisown whether an account that never was theirs can give way ({@code choice=disown})
 */
public record LinkView(
        String flow,
        Purpose purpose,
        @Nullable String providerDisplayName,
        @Nullable String preset,
        @Nullable String identityLabel,
        String accountLabel,
        boolean byPassword,
        List<ProviderButton> proofs,
        boolean proven,
        boolean mayDisown,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("password");

    /** Why somebody is asked. */
    public enum Purpose {
        /** Signing in with a provider whose address is an existing account's. */
        SIGN_IN,
        /** Linking a provider to the account that is signed in. */
        ACCOUNT,
        /** Signing up with a password, where the address is that of an account without one. */
        PASSWORD
    }

    public LinkView {
        problems = List.copyOf(problems);
        proofs = List.copyOf(proofs);
    }
}

package dev.gatehouse.feature.email;

import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.verification.KeptEmails.TakenBack;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a link that keeps an address.
 *
 * @param removed what the account has not got any more; null where nothing was taken back
 */
record KeptView(boolean takenBack, @Nullable Removed removed) {
    /** @param providers the names in settings of those that were linked */
    record Removed(
            boolean password,
            int passkeys,
            int authenticators,
            int recoveryCodes,
            int rememberedDevices,
            List<String> providers) {
        Removed {
            providers = List.copyOf(providers);
        }
    }

    static KeptView of(Optional<TakenBack> lost) {
        return new KeptView(lost.isPresent(), lost.map(KeptView::removed).orElse(null));
    }

    private static Removed removed(TakenBack lost) {
        Factors.Removed factors = lost.gone().factors();
        return new Removed(
                lost.password(),
                factors.passkeys(),
                factors.authenticators(),
                factors.recoveryCodes(),
                factors.devices(),
                lost.gone().providers());
    }
}

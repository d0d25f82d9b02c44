package dev.gatehouse.domain.providers;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.util.List;
import java.util.Optional;

/** The providers that there are, from settings and from the command line. */
public interface ProviderDirectory {
    /** Those that are enabled, in the order in which pages show them. */
    List<Provider> enabled();

    /** The provider of this name, enabled or not. */
    Optional<Provider> find(String name);

    /** The provider of this name where it is enabled. */
    default Optional<Provider> findEnabled(String name) {
        return find(name).filter(Provider::enabled);
    }

    /**
     * The same for what cannot go on without it.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}
     */
    default Provider require(String name) {
        return findEnabled(name).orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "There is no such provider."));
    }
}

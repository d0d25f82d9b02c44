package dev.gatehouse.domain.breaches;

import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.Outgoing;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whether a password that somebody chooses is known from a breach, as far as an operator lets it look. */
public final class Breaches {
    private final @Nullable BreachFilter filter;
    private final @Nullable RangeApi api;
    private final Counters looks;

    /** @throws FilterUnusable where a filter is named that is none */
    public Breaches(BreachSettings settings, Outgoing outgoing, Metrics metrics) {
        this.filter = settings.filter().map(Breaches::open).orElse(null);
        this.api =
                settings.api().map(address -> new RangeApi(outgoing, address)).orElse(null);
        this.looks = metrics.counters(
                "gatehouse_breached_total",
                "Chosen passwords that were looked up among breached ones, by where and what came of it.",
                "source",
                "outcome");
    }

    /** @throws FilterUnusable where the filter is not as it was built */
    public void requireWhole() {
        if (filter != null) {
            filter.requireWhole();
        }
    }

    private static BreachFilter open(Path file) {
        try {
            return BreachFilter.open(file);
        } catch (FilterUnusable unusable) {
            throw new FilterUnusable("passwords.breached_filter: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * Whether it is known. May wait some seconds for another host; where that does not answer, it counts as unknown.
     *
     * @param password in the form in which it is hashed
     */
    public boolean know(String password) {
        return inFilter(password) || atApi(password);
    }

    private boolean inFilter(String password) {
        if (filter == null) {
            return false;
        }
        boolean known = filter.mayContain(password);
        looks.of("filter", known ? "known" : "unknown").increment();
        return known;
    }

    private boolean atApi(String password) {
        if (api == null) {
            return false;
        }
        Optional<Boolean> known = api.knows(password);
        looks.of("api", known.map(it -> it ? "known" : "unknown").orElse("failed"))
                .increment();
        return known.orElse(false);
    }
}

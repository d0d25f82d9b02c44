package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.identities.PendingLinks.Waiting;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;

/** A pending link that {@link AccountLinks#ready} has opened, and that one transaction can confirm. */
public final class ReadyLink {
    private final Waiting waiting;
    private final Bound bound;
    private final ProvenIdentity proven;
    private final Provider provider;

    ReadyLink(Waiting waiting, Bound bound, ProvenIdentity proven, Provider provider) {
        this.waiting = waiting;
        this.bound = bound;
        this.proven = proven;
        this.provider = provider;
    }

    Waiting waiting() {
        return waiting;
    }

    Bound bound() {
        return bound;
    }

    ProvenIdentity proven() {
        return proven;
    }

    /** The provider that proved the identity. */
    public Provider provider() {
        return provider;
    }
}

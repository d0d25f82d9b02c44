package dev.gatehouse.domain.passkeys;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a thing when it is first asked for, once. */
final class Later<T> implements Supplier<T> {
    private final Supplier<T> making;
    private volatile @Nullable T made;

    Later(Supplier<T> making) {
        this.making = making;
    }

    @Override
    public T get() {
        T now = made;
        return now == null ? first() : now;
    }

    private synchronized T first() {
        T now = made;
        if (now == null) {
            now = making.get();
            made = now;
        }
        return now;
    }
}

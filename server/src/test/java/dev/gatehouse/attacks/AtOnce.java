package dev.gatehouse.attacks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Fifty threads that all begin at the same moment. */
final class AtOnce {
    static final int THREADS = 50;

    private AtOnce() {}

    static <T> List<T> fifty(Callable<T> attempt) throws Exception {
        return fifty(thread -> attempt);
    }

    static <T> List<T> fifty(IntFunction<Callable<T>> attempts) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<T>> running = IntStream.range(0, THREADS)
                    .mapToObj(attempts)
                    .map(attempt -> threads.submit(() -> {
                        start.await();
                        return attempt.call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}

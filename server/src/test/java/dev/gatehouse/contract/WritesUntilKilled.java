package dev.gatehouse.contract;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.ChildJvm;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that inserts from several threads and prints each number once its insert has been answered. */
final class WritesUntilKilled {
    private WritesUntilKilled() {}

    public static void main(String[] arguments) {
        Database database = Database.open(ChildJvm.settings(arguments));
        int before = WriterContractTest.attempts(database).stream()
                .max(Integer::compare)
                .orElse(0);
        AtomicInteger numbers = new AtomicInteger(before);
        for (int i = 0; i < 8; i++) {
            Thread.startVirtualThread(() -> insert(database, numbers));
        }
        insert(database, numbers);
    }

    private static void insert(Database database, AtomicInteger numbers) {
        while (true) {
            int number = numbers.incrementAndGet();
            database.<Integer>write(sql -> WriterContractTest.attempt(sql, number));
            print(number);
        }
    }

    /** The full stop at the end tells a whole number from one that the kill cut short. */
    private static synchronized void print(int number) {
        System.out.println(number + ".");
    }
}

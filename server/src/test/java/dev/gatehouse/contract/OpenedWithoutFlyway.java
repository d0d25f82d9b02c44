package dev.gatehouse.contract;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.ChildJvm;

/** A program that opens a database; run without Flyway on its classpath. */
final class OpenedWithoutFlyway {
    private OpenedWithoutFlyway() {}

    public static void main(String[] arguments) {
        Database.open(ChildJvm.settings(arguments)).close();
        System.out.println("opened");
    }
}

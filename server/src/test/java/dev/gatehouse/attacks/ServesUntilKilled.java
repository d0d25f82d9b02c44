package dev.gatehouse.attacks;

import dev.gatehouse.ServerInProcess;
import dev.gatehouse.platform.sql.DatabaseSettings;
import dev.gatehouse.testing.ChildJvm;
import dev.gatehouse.testing.TestClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** A server in a process of its own, that can be killed: prints its port and serves. */
final class ServesUntilKilled {
    private ServesUntilKilled() {}

    public static void main(String[] arguments) throws InterruptedException {
        DatabaseSettings where = ChildJvm.settings(arguments);
        Map<String, String> settings = new HashMap<>(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "data", where.dataDirectory().toString(),
                "passwords.argon2", "m=7168,t=1,p=1"));
        if (where.url() != null) {
            settings.put("database.url", where.url());
            settings.put("database.user", Objects.requireNonNullElse(where.user(), ""));
            settings.put("database.password", Objects.requireNonNullElse(where.password(), ""));
        }
        ServerInProcess server = ServerInProcess.start(settings, new TestClock());
        System.out.println("port " + server.port());
        System.out.flush();
        new CountDownLatch(1).await();
    }
}

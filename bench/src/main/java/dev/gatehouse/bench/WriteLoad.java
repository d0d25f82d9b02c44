package dev.gatehouse.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Clients that sign up, sign in, refresh and change passwords as fast as they are answered, until the server is gone.
 * Each writes down what it was answered, and only that.
 */
final class WriteLoad implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final int REFRESHES = 6;

    private final int port;
    private final String names;
    private final ExecutorService clients;
    private final ConcurrentLinkedQueue<Person> people = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private final CountDownLatch wanted;

    /**
     * Begins.
     *
     * @param names what all user names of this load begin with
     * @param answers how many answers to let come before {@link #awaitAnswers} returns
     */
    static WriteLoad begin(ServerProcess server, String names, int clients, int answers) {
        WriteLoad load = new WriteLoad(server.port(), names, clients, answers);
        for (int client = 0; client < clients; client++) {
            int number = client;
            load.clients.execute(() -> load.work(number));
        }
        return load;
    }

    private WriteLoad(int port, String names, int clients, int answers) {
        this.port = port;
        this.names = names;
        this.clients = Executors.newFixedThreadPool(clients);
        this.wanted = new CountDownLatch(answers);
    }

    /** Waits until so many changes have been answered; by then others are under way. */
    void awaitAnswers() throws InterruptedException, IOException {
        if (!wanted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("too few answers: " + complaints);
        }
    }

    /** Everybody who was told that they have an account; to be asked for once the server is gone. */
    List<Person> people() throws InterruptedException {
        clients.shutdown();
        if (!clients.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("clients go on without a server");
        }
        return List.copyOf(people);
    }

    /** Answers that were neither the wanted ones nor the end of the connection. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }

    private void work(int client) {
        try (Wire wire = new Wire(port)) {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                live(wire, "%s-%d-%d".formatted(names, client, number));
            }
        } catch (Answer.Unexpected unwanted) {
            complaints.add(String.valueOf(unwanted.getMessage()));
        } catch (IOException killed) {
            // What this load is made for. The last question stays unanswered.
        }
    }

    private void live(Wire wire, String username) throws IOException {
        Person person = new Person(username, "first of " + username);
        wire.send(Wire.postJson("/auth/signup", null, Asking.credentials(username, person.password())))
                .expect(201);
        people.add(person);
        answered();
        Answer signedIn = wire.send(Asking.login(username, person.password())).expect(200);
        person.signedIn(signedIn.text("refresh_token"));
        answered();
        for (int turn = 0; turn < REFRESHES; turn++) {
            Answer rotated = wire.send(Asking.refresh(String.valueOf(person.newestToken())))
                    .expect(200);
            person.rotated(rotated.text("refresh_token"));
            answered();
        }
        String next = "second of " + username;
        person.asksForPassword(next);
        wire.send(Asking.changePassword(signedIn.text("access_token"), person.password(), next))
                .expect(204);
        person.hasPassword(next);
        answered();
    }

    private void answered() {
        wanted.countDown();
    }
}

package dev.gatehouse.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.examples.tasks.SampleServer.Reply;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleApiTest {
    private SampleServer api;
    private String ada;
    private String bob;

    @BeforeEach
    void start() throws IOException {
        api = new SampleServer();
        ada = api.token("ada", "delete_own", "read:reports", "write:reports");
        bob = api.token("bob", "delete_own");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String taskOf(String token) throws Exception {
        return api.post("/tasks", token, "{\"title\":\"milk\"}").text("id");
    }

    private static void refused(Reply reply, int status, String error) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.text("error")).isEqualTo(error);
    }

    @Test
    void aTaskIsMadeAndAnsweredWhole() throws Exception {
        Reply made = api.post("/tasks", ada, "{\"title\":\"milk\",\"description\":\"two\\nbottles\",\"done\":true}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().propertyNames())
                .containsExactly("id", "title", "description", "done", "owner_id", "created_at");
        assertThat(made.text("owner_id")).isEqualTo("ada");
        assertThat(made.text("created_at")).isEqualTo("2026-03-02T09:00:00Z");
        assertThat(made.json().path("done").booleanValue()).isTrue();
        String location = made.whole().headers().firstValue("location").orElseThrow();
        assertThat(location).isEqualTo("/tasks/" + made.text("id"));
        assertThat(api.get(location, ada).json()).isEqualTo(made.json());
    }

    @Test
    void withoutADescriptionThereIsNone() throws Exception {
        assertThat(api.post("/tasks", ada, "{\"title\":\"milk\"}").json().propertyNames())
                .containsExactly("id", "title", "done", "owner_id", "created_at");
    }

    @Test
    void todosAreTheSameListOldestFirst() throws Exception {
        api.post("/tasks", ada, "{\"title\":\"one\"}");
        api.post("/todos", ada, "{\"title\":\"two\"}");
        Reply tasks = api.get("/tasks", ada);
        assertThat(tasks.json().valueStream().map(task -> task.path("title").asString()))
                .containsExactly("one", "two");
        assertThat(api.get("/todos", ada).body()).isEqualTo(tasks.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                        | title
                    {"title":null}                            | title
                    {"title":""}                              | title
                    {"title":"  "}                            | title
                    {"title":7}                               | title
                    {"title":"a\\nb"}                         | title
                    {"title":"x","done":"yes"}                | done
                    {"title":"x","description":["y"]}         | description
                    {"title":"","description":1,"done":1}     | title description done
                    """)
    void everyFieldThatDoesNotFitIsNamed(String json, String fields) throws Exception {
        Reply reply = api.post("/tasks", ada, json);
        refused(reply, 422, "validation_failed");
        assertThat(reply.fields()).containsExactlyInAnyOrder(fields.split(" "));
        assertThat(api.get("/tasks", ada).json()).isEmpty();
    }

    @Test
    void lengthsAreTakenUpToTheirLimits() throws Exception {
        String most = "{\"title\":\"%s\",\"description\":\"%s\"}";
        assertThat(api.post("/tasks", ada, most.formatted("é".repeat(200), "😀".repeat(2_000)))
                        .status())
                .isEqualTo(201);
        Reply more = api.post("/tasks", ada, most.formatted("é".repeat(201), "😀".repeat(2_001)));
        assertThat(more.fields()).containsExactly("title", "description");
    }

    @Test
    void aPatchChangesWhatItNames() throws Exception {
        String id = api.post("/tasks", ada, "{\"title\":\"milk\",\"description\":\"two\"}")
                .text("id");
        Reply done = api.patch("/todos/" + id, ada, "{\"done\":true}");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text("title")).isEqualTo("milk");
        assertThat(done.text("description")).isEqualTo("two");
        assertThat(done.json().path("done").booleanValue()).isTrue();
        Reply bare = api.patch("/tasks/" + id, ada, "{\"title\":\"bread\",\"description\":null}");
        assertThat(bare.text("title")).isEqualTo("bread");
        assertThat(bare.json().has("description")).isFalse();
        assertThat(api.get("/tasks/" + id, ada).json()).isEqualTo(bare.json());
        assertThat(api.patch("/tasks/" + id, ada, "{\"title\":null,\"done\":3}").fields())
                .containsExactly("title", "done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner_id", "id", "created_at"})
    void whatTheServerSetsCannotBeSent(String field) throws Exception {
        String value = UUID.randomUUID().toString();
        String json = "{\"title\":\"mine\",\"" + field + "\":\"" + value + "\"}";
        Reply made = api.post("/tasks", ada, json);
        assertThat(made.text(field)).isNotEqualTo(value);
        assertThat(api.patch("/tasks/" + made.text("id"), ada, json).text(field))
                .isEqualTo(made.text(field));
    }

    @Test
    void somebodyElsesTaskLooksLikeNone() throws Exception {
        String id = taskOf(ada);
        assertThat(api.get("/tasks", bob).json()).isEmpty();
        for (String method : List.of("GET", "PATCH", "DELETE")) {
            String body = method.equals("PATCH") ? "{\"done\":true}" : "";
            Reply hers = api.send(method, "/tasks/" + id, bob, body);
            Reply none = api.send(method, "/tasks/" + UUID.randomUUID(), bob, body);
            refused(hers, 404, "not_found");
            assertThat(hers.body()).isEqualTo(none.body());
        }
        refused(api.get("/tasks/not-an-id", bob), 404, "not_found");
        assertThat(api.get("/tasks/" + id, ada).json().path("done").booleanValue())
                .isFalse();
    }

    @Test
    void oneDeletesOnesOwn() throws Exception {
        String id = taskOf(ada);
        assertThat(api.delete("/tasks/" + id, ada).status()).isEqualTo(204);
        refused(api.get("/tasks/" + id, ada), 404, "not_found");
        refused(api.delete("/tasks/" + id, ada), 404, "not_found");
    }

    @Test
    void withoutThePermissionOneDeletesNothingAndIsToldWhy() throws Exception {
        String guest = api.token("guest", "read:reports");
        String own = taskOf(guest);
        for (String id : List.of(own, taskOf(ada), UUID.randomUUID().toString())) {
            Reply reply = api.delete("/todos/" + id, guest);
            refused(reply, 403, "insufficient_permissions");
            assertThat(reply.text("detail")).contains("delete_own");
        }
        assertThat(api.get("/tasks/" + own, guest).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete_any", "admin:all"})
    void whoMayDeleteAnyDeletesWhatTheyCannotSee(String permission) throws Exception {
        String keeper = api.token("keeper", permission);
        String id = taskOf(ada);
        refused(api.get("/tasks/" + id, keeper), 404, "not_found");
        refused(api.patch("/tasks/" + id, keeper, "{\"done\":true}"), 404, "not_found");
        assertThat(api.delete("/tasks/" + id, keeper).status()).isEqualTo(204);
        assertThat(api.get("/tasks", ada).json()).isEmpty();
    }

    @Test
    void reportsAreReadAndWrittenByPermission() throws Exception {
        String reader = api.token("reader", "read:reports");
        Reply made = api.post("/reports", ada, "{\"title\":\"May\",\"description\":\"good\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("owner_id")).isEqualTo("ada");
        assertThat(api.get("/reports", reader).json().path(0)).isEqualTo(made.json());
        Reply unwritten = api.post("/reports", reader, "{\"title\":\"June\"}");
        refused(unwritten, 403, "insufficient_permissions");
        assertThat(unwritten.text("detail")).contains("write:reports");
        Reply unread = api.get("/reports", bob);
        refused(unread, 403, "insufficient_permissions");
        assertThat(unread.text("detail")).contains("read:reports");
    }

    @Test
    void onlyGoodTokensAreLetIn() throws Exception {
        Reply nobody = api.get("/tasks", "");
        refused(nobody, 401, "not_authenticated");
        assertThat(nobody.text("detail")).isEqualTo("Not authenticated");
        assertThat(nobody.whole().headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"gatehouse\"");
        Reply forged = api.get("/reports", ada.substring(0, ada.length() - 9) + "AAAAAAAAA");
        refused(forged, 401, "invalid_token");
        assertThat(forged.text("detail")).isEqualTo("Could not validate credentials");
        api.revoked.add("ada");
        refused(api.get("/tasks", ada), 401, "invalid_token");
        assertThat(api.get("/tasks", bob).status()).isEqualTo(200);
    }

    @Test
    void aPersonHasABoundedNumberOfTasks() throws Exception {
        for (int i = 0; i < Tasks.EACH; i++) {
            assertThat(api.post("/tasks", ada, "{\"title\":\"x\"}").status()).isEqualTo(201);
        }
        refused(api.post("/tasks", ada, "{\"title\":\"x\"}"), 409, "conflict");
        assertThat(api.post("/tasks", bob, "{\"title\":\"x\"}").status()).isEqualTo(201);
        String first = api.get("/tasks", ada).json().path(0).path("id").asString();
        api.delete("/tasks/" + first, ada);
        assertThat(api.post("/tasks", ada, "{\"title\":\"x\"}").status()).isEqualTo(201);
    }

    @Test
    void theOldestReportsMakeRoom() throws Exception {
        for (int i = 0; i <= ReportRoutes.KEPT; i++) {
            api.post("/reports", ada, "{\"title\":\"" + i + "\"}");
        }
        Reply reports = api.get("/reports", ada);
        assertThat(reports.json()).hasSize(ReportRoutes.KEPT);
        assertThat(reports.json().path(0).path("title").asString()).isEqualTo("1");
    }

    @Test
    void theGuardIsMadeAtTheFirstRequestAndOnce() throws Exception {
        assertThat(api.guards).hasValue(0);
        api.get("/tasks", ada);
        api.get("/reports", ada);
        assertThat(api.guards).hasValue(1);
    }

    @Test
    void nothingBeginsOnceItHasEnded() throws Exception {
        api.endSample();
        Reply reply = api.get("/tasks", ada);
        refused(reply, 503, "busy");
        assertThat(reply.whole().headers().firstValue("retry-after")).isPresent();
        assertThat(api.guards).hasValue(0);
    }
}

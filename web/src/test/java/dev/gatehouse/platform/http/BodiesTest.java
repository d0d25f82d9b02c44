package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BodiesTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static TestServer server;

    record Seen(String name, String password, boolean all, long page, List<String> roles, boolean hasNote) {}

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.serving(routes -> {
            routes.open(Method.POST, "/json", request -> seen(request.json()));
            routes.open(Method.POST, "/form", request -> seen(request.form()));
            routes.open(Method.GET, "/query", request -> seen(request.query()));
            routes.open(Method.POST, "/optional", request -> {
                Fields fields = request.optionalJson();
                boolean all = fields.flag("all");
                fields.check();
                return Response.text(200, Boolean.toString(all));
            });
            routes.open(Method.POST, "/careless", request -> {
                request.json().text("name", 8);
                return Response.noContent();
            });
            routes.open(Method.GET, "/search", request -> Response.text(200, String.valueOf(request.query("q"))));
            routes.open(Method.POST, "/lines", request -> {
                Fields fields = request.json();
                String note = fields.optionalLines("note", 80);
                fields.check();
                return Response.text(200, String.valueOf(note));
            });
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Response seen(Fields fields) {
        String name = fields.text("name", 8);
        String password = fields.secret("password", 16);
        boolean all = fields.flag("all");
        long page = fields.number("page", 1, 9, 1);
        List<String> roles = fields.texts("roles", 2, 4);
        fields.check();
        return Response.json(new Seen(name, password, all, page, roles, fields.has("note")));
    }

    @Test
    void jsonIsReadAndWrittenInSnakeCaseInOrder() throws Exception {
        String body = """
                {"name":"J\u00fcrgen","password":"a\\tb\\u001f","all":true,"page":9,"roles":["a","b"],"note":null}""";
        HttpResponse<String> response = server.postJson("/json", body);
        assertThat(response.body())
                .isEqualTo("{\"name\":\"J\u00fcrgen\",\"password\":\"a\\tb\\u001F\",\"all\":true,\"page\":9,"
                        + "\"roles\":[\"a\",\"b\"],\"has_note\":true}");
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
    }

    @Test
    void formsAndQueriesAreReadAlike() throws Exception {
        String pairs = "name=J%C3%BCrgen+S&password=%26%3D%2B&all=true&page=2&&note=";
        String expected = "{\"name\":\"J\u00fcrgen S\",\"password\":\"&=+\",\"all\":true,\"page\":2,\"roles\":[],"
                + "\"has_note\":true}";
        assertThat(server.post("/form", FORM, pairs).body()).isEqualTo(expected);
        assertThat(server.post("/form", FORM + "; charset=UTF-8", pairs).body()).isEqualTo(expected);
        assertThat(server.get("/query?" + pairs).body()).isEqualTo(expected);
    }

    @Test
    void allThatDoesNotFitIsToldAtOnce() throws Exception {
        HttpResponse<String> response = server.postJson(
                "/json", "{\"name\":\"too long for it\",\"all\":\"yes\",\"page\":10,\"roles\":[\"a\",5]}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(fields(response)).containsExactly("name", "password", "all", "page", "roles");
        assertThat(fields(server.post("/form", FORM, "all=1&page=x&roles=a")))
                .containsExactly("name", "password", "all", "page", "roles");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "5",
                "true",
                "[]",
                "{}",
                "\"123456789\"",
                "\"a\\u0000\"",
                "\"a\\n\"",
                "\"\\u0085\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"\\u007f\""
            })
    void textsThatAreNoneAreRefusedByName(String value) throws Exception {
        HttpResponse<String> response = server.postJson("/json", "{\"password\":\"x\",\"name\":" + value + "}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(fields(response)).containsExactly("name");
    }

    @Test
    void lengthsCountCharactersNotTheirHalves() throws Exception {
        assertThat(status("{\"password\":\"x\",\"name\":\"" + "\ud83d\ude00".repeat(8) + "\"}"))
                .isEqualTo(200);
        assertThat(status("{\"password\":\"x\",\"name\":\"" + "\ud83d\ude00".repeat(9) + "\"}"))
                .isEqualTo(422);
    }

    @Test
    void passwordsMayHoldAnythingButNul() throws Exception {
        assertThat(status("{\"name\":\"x\",\"password\":\"\\n\\u0001\\u0085\"}"))
                .isEqualTo(200);
        assertThat(status("{\"name\":\"x\",\"password\":\"a\\u0000\"}")).isEqualTo(422);
        assertThat(status("{\"name\":\"x\",\"password\":\"\\ud800\"}")).isEqualTo(422);
    }

    @Test
    void oneParameterOfTheQueryIsReadAsStrictly() throws Exception {
        assertThat(server.get("/search?q=a+b%C3%BC").body()).isEqualTo("a b\u00fc");
        assertThat(server.get("/search?q=").body()).isEmpty();
        assertThat(server.get("/search").body()).isEqualTo("null");
        assertThat(server.get("/search?q=a%00").statusCode()).isEqualTo(422);
        assertThat(server.get("/search?q=%ff").statusCode()).isEqualTo(400);
    }

    @Test
    void linesMayBreak() throws Exception {
        assertThat(server.postJson("/lines", "{\"note\":\"a\\r\\n\\tb\"}").body())
                .isEqualTo("a\r\n\tb");
        assertThat(server.postJson("/lines", "{\"note\":\"a\\u0000\"}").statusCode())
                .isEqualTo(422);
        assertThat(server.postJson("/lines", "{}").body()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}{}",
                "{} x",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "// x\n{}",
                "\ufeff{}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "nul"
            })
    void malformedJsonIsSaidToBe(String body) throws Exception {
        HttpResponse<String> response = server.postJson("/json", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(response).path("error").stringValue()).isEqualTo("malformed_json");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws Exception {
        for (byte[] bad : new byte[][] {
            {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'},
            {'{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'},
            {(byte) 0xfe, (byte) 0xff, 0, '{', 0, '}'},
            {'{', 0, '}', 0}
        }) {
            var request = server.to("/json")
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bad));
            assertThat(server.send(request).statusCode()).isEqualTo(400);
        }
        var form = server.to("/form")
                .header("content-type", FORM)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'a', '=', (byte) 0xff}));
        assertThat(server.send(form).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true"})
    void jsonThatIsNoObjectDoesNotFit(String body) throws Exception {
        assertThat(status(body)).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=a&name=b",
                "name=a&n%61me=b",
                "a=%",
                "a=%4",
                "a=%zz",
                "a=%ff",
                "a=%c0%80",
                "%ff=a",
                "a=%ed%a0%80"
            })
    void malformedOrRepeatedParametersAreRefused(String pairs) throws Exception {
        assertThat(server.post("/form", FORM, pairs).statusCode()).isEqualTo(400);
        assertThat(server.statusOf("/query?" + pairs)).isEqualTo(400);
    }

    @Test
    void otherContentTypesAreToldWhatToSend() throws Exception {
        for (String type : new String[] {
            "text/plain", FORM, "application/jsonp", "application/+json", "application/json; charset=latin1", "x", ""
        }) {
            HttpResponse<String> response = server.post("/json", type, "{\"name\":\"a\",\"password\":\"b\"}");
            assertThat(response.statusCode()).as(type).isEqualTo(415);
            assertThat(response.body()).contains("application/json");
        }
        HttpResponse<String> response = server.postJson("/form", "{}");
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body()).contains("Send a form");
        for (String type :
                new String[] {"application/json;charset=UTF-8", "Application/JSON", "application/scim+json"}) {
            assertThat(server.post("/json", type, "{\"name\":\"a\",\"password\":\"b\"}")
                            .statusCode())
                    .as(type)
                    .isEqualTo(200);
        }
    }

    @Test
    void anOptionalBodyMayBeAbsentButNotWrong() throws Exception {
        assertThat(server.send(server.to("/optional").POST(HttpRequest.BodyPublishers.noBody()))
                        .body())
                .isEqualTo("false");
        assertThat(server.postJson("/optional", "{\"all\":true}").body()).isEqualTo("true");
        assertThat(server.postJson("/optional", "{\"all\":1}").statusCode()).isEqualTo(422);
        assertThat(server.post("/optional", "text/plain", "x").statusCode()).isEqualTo(415);
        assertThat(server.send(server.to("/json").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aHandlerThatForgetsToCheckAnswersNothingGood() throws Exception {
        assertThat(server.postJson("/careless", "{\"name\":\"ada\"}").statusCode())
                .isEqualTo(204);
        assertThat(server.postJson("/careless", "{}").statusCode()).isEqualTo(500);
    }

    private static int status(String json) throws Exception {
        return server.postJson("/json", json).statusCode();
    }

    private static List<String> fields(HttpResponse<String> response) {
        List<String> names = new ArrayList<>();
        for (JsonNode error : TestServer.json(response).path("errors")) {
            names.add(error.path("field").stringValue());
            assertThat(error.path("message").stringValue()).endsWith(".");
        }
        return names;
    }
}

package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.outgoing.NameResolver;
import dev.gatehouse.platform.outgoing.OutgoingAnswer;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row A21: no address that another party chooses turns a request of this server inward. */
class A21OutgoingRequestsTest extends OutgoingRequests {
    @Test
    void aNamedHostIsAskedByItsNameAtTheAddressThatWasChecked() throws Exception {
        ScriptedHost host = host(ScriptedHost.json("{\"a\":1}"));
        OutgoingAnswer answer = client("provider.test")
                .send(get("http://provider.test:" + host.port() + "/keys?a=b").with("authorization", "Bearer x"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(host.heads())
                .singleElement()
                .asString()
                .startsWith("GET /keys?a=b HTTP/1.1\r\n")
                .containsIgnoringCase("\r\nhost: provider.test:" + host.port() + "\r\n")
                .contains("\r\nauthorization: Bearer x\r\n");
    }

    @Test
    void aFormIsPosted() throws Exception {
        ScriptedHost host = host(OK);
        byte[] form = "grant_type=code".getBytes(StandardCharsets.UTF_8);
        URI address = URI.create("http://provider.test:" + host.port() + "/token");
        assertThat(client("provider.test")
                        .send(OutgoingRequest.form("token", address, form))
                        .successful())
                .isTrue();
        assertThat(host.heads())
                .singleElement()
                .asString()
                .startsWith("POST /token HTTP/1.1\r\n")
                .contains("content-length: 15");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.9.10",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.127.255.255",
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "192.88.99.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "::",
                "::1",
                "::7f00:1",
                "fc00::1",
                "fd12:3456::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::808:808",
                "2002:7f00:1::1",
                "2002:808:808::1",
                "2001::1",
                "2001:0:7f00:1::1",
                "2001:db8::1",
                "3fff::1",
                "100::1",
                "5f00::1",
                "4000::1"
            })
    void aNameOfAnAddressThatIsNotOfTheInternetIsForbidden(String address) {
        OutgoingClient client = client(always(address), PATIENCE);
        assertThat(reason(client, get("https://provider.test/"))).isEqualTo(Reason.FORBIDDEN);
        assertThat(reason(client, get("https://provider.test:8443/"))).isEqualTo(Reason.FORBIDDEN);
        String literal = address.contains(":") ? "[" + address + "]" : address;
        assertThat(reason(client, get("https://" + literal + "/"))).isEqualTo(Reason.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0", "169.254.169.254", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fe80::1",
                "224.0.0.1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::1", "::7f00:1", "255.255.255.255"
            })
    void someAddressesAreForbiddenToNamedHostsToo(String address) {
        OutgoingClient client = client(always(address), PATIENCE, "provider.test");
        assertThat(reason(client, get("https://provider.test/"))).isEqualTo(Reason.FORBIDDEN);
        assertThat(reason(client, get("http://provider.test/"))).isEqualTo(Reason.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433", "0x7f000001", "0x7F.0.0.1", "017700000001", "0177.0.0.1", "127.1", "127.0.1",
                "127.0.0.01", "0x7f.1", "00.0.0.0", "127.0.0.1.", "1.2.3.4.5", "256.1.1.1", "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[fe80::1%25eth0]", "[::1%25lo]"
            })
    void otherSpellingsOfAddressesAreForbidden(String spelling) {
        // Whatever it were looked up as: nothing may come of it.
        OutgoingClient client = client(always("8.8.8.8"), PATIENCE);
        assertThat(reason(client, get("https://" + spelling + "/"))).isEqualTo(Reason.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://provider.test/",
                "ftp://provider.test/",
                "file:///etc/passwd",
                "jar:file:///a!/b",
                "//provider.test/",
                "gopher://provider.test:6379/_x",
                "https:provider.test",
                "https:///keys",
                "https://me@provider.test/",
                "https://me:secret@provider.test/",
                "https://provider.test@127.0.0.1/",
                "https://provider.test/#there",
                "https://provider.test:22/",
                "https://provider.test:80/",
                "https://provider.test:0/",
                "https://provider.test:70000/",
                "https://pro_vider.test:25/",
                "HTTP://PROVIDER.TEST/"
            })
    void onlyHttpsToAPlainHostIsAsked(String address) {
        OutgoingClient client = client(always("8.8.8.8"), PATIENCE, "other.test", "provider.test:8080");
        assertThat(reason(client, get(address))).isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    void oneBadAddressSpoilsTheOthers() {
        assertThat(reason(client(always("8.8.8.8", "127.0.0.1"), PATIENCE), get("https://provider.test/")))
                .isEqualTo(Reason.FORBIDDEN);
        assertThat(reason(client(always("2606:4700::1", "::1"), PATIENCE), get("https://provider.test/")))
                .isEqualTo(Reason.FORBIDDEN);
        assertThat(reason(
                        client(always("127.0.0.1", "169.254.169.254"), PATIENCE, "provider.test"),
                        get("http://provider.test/")))
                .isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    void plainHttpNeverLeavesTheOperatorsNetworks() {
        assertThat(reason(client(always("8.8.8.8"), PATIENCE, "provider.test"), get("http://provider.test/")))
                .isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    void aNameIsNamedExactly() throws Exception {
        ScriptedHost host = host(OK);
        OutgoingClient client = client("provider.test:" + host.port(), "whole.test");
        assertThat(client.send(get("http://Provider.TEST:" + host.port())).status())
                .isEqualTo(200);
        assertThat(client.send(get("http://whole.test:" + host.port())).status())
                .isEqualTo(200);
        ScriptedHost other = host(OK);
        for (String name : List.of("provider.test", "sub.whole.test", "notwhole.test", "whole.test.", "localhost")) {
            assertThat(reason(client, get("http://" + name + ":" + other.port() + "/")))
                    .as(name)
                    .isEqualTo(Reason.FORBIDDEN);
        }
        assertThat(other.heads()).isEmpty();
    }

    @Test
    void ofSeveralAddressesTheNextIsTried() throws Exception {
        ScriptedHost host = host(OK);
        OutgoingClient client = client(always("::1", "127.0.0.2", "127.0.0.1"), PATIENCE, "provider.test", "none.test");
        assertThat(client.send(get("http://provider.test:" + host.port() + "/")).status())
                .isEqualTo(200);
        host.close();
        assertThat(reason(client, get("http://none.test:" + host.port() + "/"))).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void aNameIsLookedUpOnceForEachRequest() throws Exception {
        ScriptedHost host = host(OK);
        AtomicInteger lookups = new AtomicInteger();
        NameResolver rebinding = name -> {
            boolean first = lookups.incrementAndGet() == 1;
            return always(first ? "127.0.0.1" : "169.254.169.254").addresses(name);
        };
        OutgoingClient client = client(rebinding, PATIENCE, "rebinds.test");
        OutgoingRequest request = get("http://rebinds.test:" + host.port() + "/");
        assertThat(client.send(request).status()).isEqualTo(200);
        assertThat(lookups).hasValue(1);
        assertThat(reason(client, request)).isEqualTo(Reason.FORBIDDEN);
        assertThat(host.heads()).hasSize(1);
    }

    @Test
    void redirectsGoUnderTheSamePolicy() {
        ScriptedHost inward = host(OK);
        for (String target : List.of(
                "http://127.0.0.1:" + inward.port() + "/",
                "http://localhost:" + inward.port() + "/",
                "http://inward.test:" + inward.port() + "/",
                "//inward.test:" + inward.port() + "/",
                "https://inward.test:" + inward.port() + "/",
                "http://[::1]:" + inward.port() + "/",
                "http://2130706433:" + inward.port() + "/",
                "https://169.254.169.254/latest/meta-data",
                "http://me@provider.test:" + inward.port() + "/",
                "file:///etc/passwd")) {
            ScriptedHost host = host(ScriptedHost.redirect(target));
            assertThat(reason(
                            client("provider.test"),
                            get("http://provider.test:" + host.port() + "/").following()))
                    .as(target)
                    .isEqualTo(Reason.FORBIDDEN);
        }
        assertThat(inward.heads()).isEmpty();
    }

    @Test
    void aRedirectIsFollowedWhereOneMayBe() throws Exception {
        ScriptedHost end = host(OK);
        ScriptedHost start = host(ScriptedHost.redirect("http://end.test:" + end.port() + "/there"));
        OutgoingClient client = client("start.test", "end.test");
        OutgoingRequest request = get("http://start.test:" + start.port() + "/").with("authorization", "Bearer secret");
        assertThat(client.send(request.following()).status()).isEqualTo(200);
        assertThat(end.heads())
                .singleElement()
                .asString()
                .startsWith("GET /there ")
                .doesNotContainIgnoringCase("authorization");
        assertThat(reason(client, request)).isEqualTo(Reason.UNEXPECTED);
        URI address = request.uri();
        assertThat(reason(
                        client,
                        OutgoingRequest.form("token", address, new byte[0]).following()))
                .isEqualTo(Reason.UNEXPECTED);
        assertThat(end.heads()).hasSize(1);
    }

    @Test
    void redirectsComeToAnEnd() {
        ScriptedHost circle = host(ScriptedHost.redirect("/again"));
        assertThat(reason(
                        client("circle.test"),
                        get("http://circle.test:" + circle.port() + "/").following()))
                .isEqualTo(Reason.UNEXPECTED);
        assertThat(circle.heads()).hasSize(4);
        for (String nowhere : List.of("", "http://a b/", "%%%")) {
            ScriptedHost host = host("HTTP/1.1 302 Found\r\nlocation: " + nowhere + "\r\ncontent-length: 0\r\n\r\n");
            assertThat(failure(
                            client("circle.test"),
                            get("http://circle.test:" + host.port() + "/").following()))
                    .as(nowhere)
                    .isNotNull();
        }
    }

    @Test
    void failuresTellNoSecret() {
        ScriptedHost host = host("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n");
        OutgoingRequest request = get("http://odd.test:" + host.port() + "/path-secret?code=query-secret")
                .with("authorization", "Bearer header-secret");
        assertThat(failure(client("odd.test"), request))
                .hasMessageNotContaining("secret")
                .hasMessageContaining("odd.test");
        assertThat(failure(client(), request)).hasMessageNotContaining("secret");
    }

    @Test
    void noHeaderBreaksOutOfItsLine() {
        ScriptedHost host = host(OK);
        OutgoingClient client = client("odd.test");
        OutgoingRequest request = get("http://odd.test:" + host.port() + "/");
        for (String value : List.of("a\r\nhost: other", "a\nb", "a\0b", "caf\u00e9")) {
            assertThat(reason(client, request.with("authorization", value))).isEqualTo(Reason.FORBIDDEN);
        }
        for (String name : List.of("host", "content-length", "transfer-encoding", "Accept", "a b", "a\r\nb")) {
            assertThatThrownBy(() -> client.send(request.with(name, "x"))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(host.heads()).isEmpty();
    }

    @Test
    void aClosedClientAsksNothing() throws Exception {
        ScriptedHost host = host(OK);
        OutgoingRequest request = get("http://odd.test:" + host.port() + "/");
        OutgoingClient unused = client("odd.test");
        unused.close();
        assertThat(reason(unused, request)).isEqualTo(Reason.UNREACHABLE);
        OutgoingClient used = client("odd.test");
        assertThat(used.send(request).status()).isEqualTo(200);
        used.close();
        assertThat(reason(used, request)).isEqualTo(Reason.UNREACHABLE);
        assertThat(host.heads()).hasSize(1);
    }
}

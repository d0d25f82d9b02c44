package dev.gatehouse.feature.hosted;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * New recovery codes, shown once. Its form, on the way in, sends {@code flow} and {@code choice}.
 *
 * @param flow the sealed flow; empty where the account is open already
 * @param accountLabel whose they are
 * @param nextHref where one goes from here; on the way in the form does
 */
public record RecoveryCodesView(String flow, String accountLabel, List<String> codes, String nextHref) {
    public RecoveryCodesView {
        codes = List.copyOf(codes);
    }

    /** The codes as a file that the browser makes of the address alone, without another request. */
    public String file() {
        return "data:text/plain;charset=utf-8,"
                + URLEncoder.encode(String.join("\n", codes) + "\n", StandardCharsets.UTF_8)
                        .replace("+", "%20");
    }

    /** Without the codes. */
    @Override
    public String toString() {
        return "RecoveryCodesView[" + accountLabel + "]";
    }
}

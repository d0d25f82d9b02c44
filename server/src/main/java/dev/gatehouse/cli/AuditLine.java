package dev.gatehouse.cli;

import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.platform.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event as an export has it. The texts are those that its link is computed of, so that whoever has the export can compute
 * the chain again.
 */
record AuditLine(
        long seq,
        String hash,
        String id,
        String at,
        String action,
        String outcome,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String sessionId,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId,
        Map<String, String> detail) {
    static final String CSV_HEADER =
            "seq,hash,id,at,action,outcome,actor,subject,session_id,address,user_agent,request_id,detail";

    /** With these a spreadsheet takes a text for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    static AuditLine of(AuditChain.Entry entry) {
        AuditEvent event = entry.event().event();
        return new AuditLine(
                entry.seq(),
                Base64URL.encode(entry.hash()).toString(),
                entry.event().id().toString(),
                entry.at(),
                event.action(),
                event.outcome().name().toLowerCase(Locale.ROOT),
                event.actor(),
                event.subject(),
                event.sessionId(),
                entry.event().origin().address(),
                entry.event().origin().userAgent(),
                entry.event().origin().requestId(),
                new TreeMap<>(event.detail()));
    }

    String json() {
        return Json.text(this);
    }

    /** A line as RFC 4180 has it, every field in quotes; an apostrophe goes before what a spreadsheet would compute. */
    String csv() {
        return Stream.of(
                        Long.toString(seq),
                        hash,
                        id,
                        at,
                        action,
                        outcome,
                        actor,
                        subject,
                        sessionId,
                        address,
                        userAgent,
                        requestId,
                        Json.text(detail))
                .map(AuditLine::quoted)
                .collect(Collectors.joining(","));
    }

    /** One line for a person. */
    String plain() {
        return Words.visible("%d  %s  %-24s %-8s actor=%s subject=%s address=%s %s"
                .formatted(seq, at, action, outcome, given(actor), given(subject), given(address), Json.text(detail)));
    }

    private static String given(@Nullable String text) {
        return Objects.requireNonNullElse(text, "-");
    }

    private static String quoted(@Nullable String field) {
        String text = field == null ? "" : field;
        String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}

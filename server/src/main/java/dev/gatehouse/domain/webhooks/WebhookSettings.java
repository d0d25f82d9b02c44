package dev.gatehouse.domain.webhooks;

import dev.gatehouse.domain.audit.EventTypes;
import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import dev.gatehouse.platform.config.SettingFamily;
import dev.gatehouse.platform.config.Values;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Who hears of audit events: {@code webhooks.<name>.<key>}. */
public final class WebhookSettings {
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");
    private static final int MOST_SECRETS = 4;

    private static final SettingFamily<String> URL = family(
            "url",
            "an https address such as https://hooks.example.com/gatehouse",
            "Where a webhook is posted. Http, and hosts of private networks, only where outgoing.allow_private names them.");
    private static final SettingFamily<String> SECRET = SettingFamily.of(Setting.of(
                    "webhooks.<name>.secret",
                    text -> text,
                    "one to four secrets whsec_… with commas between them",
                    "",
                    "What a webhook is signed with (Standard Webhooks): `whsec_` and 24 to 64 random bytes in base64. Several, with"
                            + " commas between them, while one follows another: every message has a signature for each.")
            .masked());
    private static final SettingFamily<String> EVENTS = family(
            "events",
            "actions of audit events such as password.changed,session.* with commas between them, or *",
            "Which audit events a webhook is posted for; all where nothing is given. docs/generated/events.md lists them.");

    /** What an operator may set. */
    public static final RoomSettings<WebhookSettings> SETTINGS =
            RoomSettings.of("Webhooks", List.of(URL, SECRET, EVENTS), WebhookSettings::read);

    private final List<Webhook> webhooks;

    private WebhookSettings(List<Webhook> webhooks) {
        this.webhooks = List.copyOf(webhooks);
    }

    List<Webhook> webhooks() {
        return webhooks;
    }

    /** Where each is posted, by the setting that says so. */
    public Map<String, URI> addresses() {
        Map<String, URI> addresses = new TreeMap<>();
        webhooks.forEach(webhook -> addresses.put("webhooks." + webhook.name() + ".url", webhook.url()));
        return addresses;
    }

    private static SettingFamily<String> family(String key, String allowed, String description) {
        return SettingFamily.of(Setting.of("webhooks.<name>." + key, text -> text, allowed, "", description));
    }

    private static WebhookSettings read(Values values) {
        Map<String, String> urls = values.all(URL);
        Map<String, String> secrets = values.all(SECRET);
        Map<String, String> events = values.all(EVENTS);
        Set<String> names = new TreeSet<>(urls.keySet());
        names.addAll(secrets.keySet());
        names.addAll(events.keySet());
        List<Webhook> webhooks = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (String name : names) {
            String prefix = "webhooks." + name + ".";
            URI url = url(prefix, urls.getOrDefault(name, ""), sentences);
            List<SigningSecret> signing = secrets(prefix, secrets.getOrDefault(name, ""), sentences);
            List<String> wanted = events(prefix, events.getOrDefault(name, Webhook.ANY), sentences);
            webhooks.add(new Webhook(name, url, signing, wanted));
        }
        if (!sentences.isEmpty()) {
            throw new Misfits(sentences);
        }
        return new WebhookSettings(webhooks);
    }

    private static URI url(String prefix, String text, List<String> sentences) {
        try {
            URI url = new URI(text);
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException unreadable) {
            // Refused below, like whatever else is no such address.
        }
        sentences.add(prefix + "url: " + (text.isEmpty() ? "not given" : "given " + text)
                + "; allowed: an https address, without user and fragment");
        return URI.create("https://nowhere.invalid");
    }

    private static List<SigningSecret> secrets(String prefix, String text, List<String> sentences) {
        List<SigningSecret> secrets = new ArrayList<>();
        try {
            for (String each : texts(text)) {
                secrets.add(SigningSecret.parse(each));
            }
        } catch (IllegalArgumentException unfit) {
            sentences.add(prefix + "secret: " + unfit.getMessage());
            return secrets;
        }
        if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
            sentences.add(prefix + "secret: " + (secrets.isEmpty() ? "not given" : "too many") + "; allowed: one to "
                    + MOST_SECRETS + " secrets, as `echo whsec_$(openssl rand -base64 32)` prints them");
        }
        return secrets;
    }

    private static List<String> events(String prefix, String text, List<String> sentences) {
        List<String> patterns = texts(text);
        for (String pattern : patterns) {
            if (EventTypes.names().noneMatch(type -> Webhook.matches(pattern, type))) {
                sentences.add(
                        prefix + "events: there is no event " + pattern + "; docs/generated/events.md lists them");
            }
        }
        return patterns;
    }

    private static List<String> texts(String text) {
        return SEPARATOR.splitAsStream(text).filter(each -> !each.isEmpty()).toList();
    }
}

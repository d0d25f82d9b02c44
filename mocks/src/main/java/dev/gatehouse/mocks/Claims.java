package dev.gatehouse.mocks;

import dev.gatehouse.platform.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each flavour tells about a person, in its own words. */
final class Claims {
    private static final String SCRIPT = "<script>alert(1)</script>";
    private static final int LONG = 100_000;

    private Claims() {}

    /** The claims about the person in an ID token, as far as the scopes reach. */
    static Map<String, Object> idToken(MockProvider provider, Person person, Set<String> scopes) {
        Map<String, Object> claims = openId(provider, person, scopes);
        if (provider.flavour() == Flavour.GITLAB) {
            claims.remove("groups");
        }
        return claims;
    }

    /** The claims about the person at the userinfo endpoint. */
    static Map<String, Object> openId(MockProvider provider, Person person, Set<String> scopes) {
        Map<String, Object> claims = new LinkedHashMap<>();
        Flavour flavour = provider.flavour();
        if (!provider.does(Mode.NO_SUBJECT)) {
            claims.put("sub", subject(flavour, person));
        }
        boolean named = scopes.contains("profile") && flavour != Flavour.APPLE;
        if (named) {
            claims.put("name", person.name());
            claims.put("picture", picture(person));
        }
        if (scopes.contains("email") && person.email() != null) {
            email(flavour, person, claims);
        }
        switch (flavour) {
            case MICROSOFT -> {
                claims.put("tid", MockProvider.TENANT);
                claims.put("oid", "00000000-0000-0000-0000-%012d".formatted(person.number()));
                claims.remove("picture");
                if (named) {
                    claims.put("preferred_username", person.username() + "@tenant.example");
                }
            }
            case GITLAB -> {
                if (named) {
                    claims.put("nickname", person.username());
                    claims.put("preferred_username", person.username());
                    claims.put("groups", person.groups());
                    claims.put("groups_direct", person.groups());
                }
            }
            case SLACK -> {
                claims.put("https://slack.com/team_id", "T0MOCKTEAM");
                claims.put("https://slack.com/user_id", subject(flavour, person));
            }
            case OPENID_CONNECT -> {
                if (named) {
                    claims.put("preferred_username", person.username());
                    claims.put("groups", person.groups());
                }
            }
            default -> {
                // says no more
            }
        }
        return hostile(provider, claims);
    }

    /**
     * What the profile endpoint of one that speaks OAuth 2 alone says.
     *
     * @param fields what the request wants to know, as Facebook must be told
     */
    static Map<String, Object> profile(MockProvider provider, Person person, Set<String> scopes, Set<String> fields) {
        Map<String, Object> profile = new LinkedHashMap<>();
        Flavour flavour = provider.flavour();
        String email = scopes.contains("email") ? person.email() : null;
        boolean verified = verified(provider, person);
        switch (flavour) {
            case GITHUB -> {
                profile.put("login", person.username());
                profile.put("id", person.number());
                profile.put("avatar_url", picture(person));
                profile.put("name", person.name());
                // The public address, which nobody here has.
                profile.put("email", null);
                profile.put("type", "User");
            }
            case DISCORD -> {
                profile.put("id", subject(flavour, person));
                profile.put("username", person.username());
                profile.put("global_name", person.name());
                profile.put("avatar", "8342729096ea3675442027381ff50dfe");
                if (scopes.contains("email")) {
                    profile.put("email", email);
                    profile.put("verified", verified);
                }
            }
            case FACEBOOK -> {
                profile.put("id", subject(flavour, person));
                profile.put("name", person.name());
                if (email != null) {
                    profile.put("email", email);
                }
                profile.put("picture", Map.of("data", Map.of("url", picture(person), "is_silhouette", false)));
                profile.keySet().retainAll(fields);
            }
            default -> {
                profile.put("id", subject(flavour, person));
                profile.put("sub", subject(flavour, person));
                profile.put("username", person.username());
                profile.put("name", person.name());
                profile.put("picture", picture(person));
                profile.put("email", person.email());
                profile.put("email_verified", verified);
                profile.put("groups", person.groups());
            }
        }
        if (provider.does(Mode.NO_SUBJECT)) {
            profile.remove("id");
            profile.remove("sub");
        }
        return hostile(provider, profile);
    }

    /** GitHub's list of addresses. */
    static List<Map<String, Object>> emails(MockProvider provider, Person person) {
        List<Map<String, Object>> emails = new ArrayList<>();
        emails.add(emailEntry(
                person.number() + "+" + person.username() + "@users.noreply.github.com",
                false,
                !provider.does(Mode.UNVERIFIED_EMAIL)));
        if (person.email() != null) {
            emails.add(emailEntry("old-" + person.email(), false, false));
            emails.add(emailEntry(person.email(), true, verified(provider, person)));
        }
        return emails;
    }

    private static Map<String, Object> emailEntry(String email, boolean primary, boolean verified) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("email", email);
        entry.put("primary", primary);
        entry.put("verified", verified);
        entry.put("visibility", primary ? "private" : null);
        return entry;
    }

    /** What Apple's answer says of the person, at the first time only. */
    static String appleUser(Person person, MockProvider provider) {
        int space = person.name().lastIndexOf(' ');
        String first = space < 0 ? person.name() : person.name().substring(0, space);
        String last = space < 0 ? "" : person.name().substring(space + 1);
        Map<String, Object> user = new LinkedHashMap<>();
        String before = provider.does(Mode.HOSTILE_TEXTS) ? SCRIPT + "\u0000\u202e" : "";
        user.put("name", Map.of("firstName", before + first, "lastName", last));
        if (person.email() != null) {
            user.put("email", person.email());
        }
        return Json.text(user);
    }

    static String subject(Flavour flavour, Person person) {
        return switch (flavour) {
            case GOOGLE -> "1".repeat(10) + "%011d".formatted(person.number());
            case APPLE -> "%06d.mock%08x.0000".formatted(person.number() % 1_000_000, person.number());
            case SLACK -> "U0MOCK" + person.number();
            case LINKEDIN -> "lnkd" + person.number();
            case DISCORD -> "8035111" + "%011d".formatted(person.number());
            default -> Long.toString(person.number());
        };
    }

    private static void email(Flavour flavour, Person person, Map<String, Object> claims) {
        claims.put("email", person.email());
        switch (flavour) {
            case MICROSOFT -> {
                // Says nothing of it: an administrator of any tenant writes what they like there.
            }
            case APPLE -> {
                claims.put("email_verified", Boolean.toString(person.emailVerified()));
                claims.put("is_private_email", "false");
            }
            default -> claims.put("email_verified", person.emailVerified());
        }
    }

    private static boolean verified(MockProvider provider, Person person) {
        return person.emailVerified() && !provider.does(Mode.UNVERIFIED_EMAIL);
    }

    private static Map<String, Object> hostile(MockProvider provider, Map<String, Object> said) {
        if (provider.does(Mode.UNVERIFIED_EMAIL) && said.containsKey("email_verified")) {
            said.put("email_verified", provider.flavour() == Flavour.APPLE ? "false" : Boolean.FALSE);
        }
        if (provider.does(Mode.HOSTILE_TEXTS)) {
            said.replaceAll(Claims::hostileText);
            said.put("description", "x".repeat(LONG));
        }
        return said;
    }

    private static @Nullable Object hostileText(String name, @Nullable Object value) {
        return switch (name) {
            case "name", "global_name", "nickname" ->
                SCRIPT + "\" onmouseover=\"alert(1)\u0000\u0007\r\nSet-Cookie: a=b\u202e" + value;
            case "login", "username", "preferred_username" -> "../" + SCRIPT + "\r\n" + "x".repeat(LONG);
            case "picture", "avatar_url", "avatar" -> "javascript:alert(1)";
            case "email" -> SCRIPT + "\r\nBcc: everybody@example.com";
            case "groups", "groups_direct" -> List.of("x".repeat(LONG), SCRIPT, "\u0000");
            default -> value;
        };
    }

    private static String picture(Person person) {
        return "https://pictures.example.com/" + person.number() + ".png";
    }
}

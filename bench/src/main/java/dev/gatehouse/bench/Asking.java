package dev.gatehouse.bench;

/** The requests of somebody who signs up, in, and stays so. Names, passwords and tokens of ours need no escapes. */
final class Asking {
    private Asking() {}

    static String credentials(String username, String password) {
        return "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password);
    }

    static byte[] login(String username, String password) {
        return Wire.postJson("/auth/login", null, credentials(username, password));
    }

    static byte[] refresh(String token) {
        return Wire.postJson("/auth/refresh", null, "{\"refresh_token\":\"%s\"}".formatted(token));
    }

    static byte[] changePassword(String accessToken, String current, String wanted) {
        return Wire.postJson(
                "/auth/change-password",
                accessToken,
                "{\"current_password\":\"%s\",\"new_password\":\"%s\"}".formatted(current, wanted));
    }
}

package dev.gatehouse.pages;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/** The authenticator of a person in front of Chromium, as its protocol for developers has it: they are there or not. */
final class VirtualAuthenticator {
    private final CDPSession protocol;
    private final String id;

    private VirtualAuthenticator(CDPSession protocol, String id) {
        this.protocol = protocol;
        this.id = id;
    }

    /** Gives one to the browser of this page, that verifies its user and finds passkeys without being told their names. */
    static VirtualAuthenticator of(Page page) {
        CDPSession protocol = page.context().newCDPSession(page);
        protocol.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("ctap2Version", "ctap2_1");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject all = new JsonObject();
        all.add("options", options);
        String id = protocol.send("WebAuthn.addVirtualAuthenticator", all)
                .get("authenticatorId")
                .getAsString();
        return new VirtualAuthenticator(protocol, id);
    }

    /** Whether somebody touches it when they are asked to. */
    VirtualAuthenticator present(boolean there) {
        return set("WebAuthn.setAutomaticPresenceSimulation", "enabled", there);
    }

    /** Whether they show who they are. */
    VirtualAuthenticator verified(boolean shown) {
        return set("WebAuthn.setUserVerified", "isUserVerified", shown);
    }

    /** How many passkeys are on it. */
    int passkeys() {
        return protocol.send("WebAuthn.getCredentials", of("authenticatorId", id))
                .getAsJsonArray("credentials")
                .size();
    }

    private VirtualAuthenticator set(String method, String name, boolean value) {
        JsonObject arguments = of("authenticatorId", id);
        arguments.addProperty(name, value);
        protocol.send(method, arguments);
        return this;
    }

    private static JsonObject of(String name, String value) {
        JsonObject object = new JsonObject();
        object.addProperty(name, value);
        return object;
    }
}

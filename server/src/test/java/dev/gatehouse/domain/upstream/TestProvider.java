package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.ClaimNames;
import dev.gatehouse.domain.providers.Provider.Credential;
import dev.gatehouse.domain.providers.Provider.EmailTrust;
import dev.gatehouse.domain.providers.Provider.Endpoints;
import dev.gatehouse.domain.providers.Provider.Protocol;
import dev.gatehouse.domain.providers.Provider.Reauthentication;
import dev.gatehouse.domain.providers.Provider.ResponseMode;
import dev.gatehouse.platform.config.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Providers of a test, from usual ones by what is special about them. */
record TestProvider(Provider provider) {
    static final String CLIENT = "our-client";
    static final Endpoints DISCOVERED = new Endpoints(null, null, null, null, null);

    private static final ClaimNames STANDARD =
            new ClaimNames("sub", "email", "email_verified", "name", "picture", "preferred_username", "groups");
    private static final ClaimNames GITHUB = new ClaimNames("id", "email", null, "name", "avatar_url", "login", null);

    /** OpenID Connect with everything discovered. */
    static TestProvider openIdConnect(String issuer) {
        return new TestProvider(new Provider(
                "id",
                "ID",
                "oidc",
                true,
                Protocol.OPENID_CONNECT,
                CLIENT,
                new Credential.Basic(new Secret("our secret")),
                issuer,
                issuer.contains(Provider.TENANT_ID),
                DISCOVERED,
                List.of("openid", "email", "profile"),
                ResponseMode.QUERY,
                true,
                Reauthentication.BOTH,
                Map.of(),
                STANDARD,
                EmailTrust.CLAIM,
                true,
                Set.of(),
                Map.of(),
                Set.of()));
    }

    /** Speaks as GitHub does. */
    static TestProvider gitHub(String base) {
        Endpoints endpoints = new Endpoints(
                URI.create(base + "/authorize"),
                URI.create(base + "/token"),
                URI.create(base + "/user"),
                null,
                URI.create(base + "/user/emails"));
        return openIdConnect(base)
                .speaking(Protocol.OAUTH2)
                .at(endpoints)
                .saying(GITHUB)
                .by(new Credential.Post(new Secret("our secret")));
    }

    TestProvider speaking(Protocol protocol) {
        return with(protocol, provider.credential(), provider.endpoints(), provider.claims(), provider.emailTrust());
    }

    TestProvider by(Credential credential) {
        return with(provider.protocol(), credential, provider.endpoints(), provider.claims(), provider.emailTrust());
    }

    TestProvider at(Endpoints endpoints) {
        return with(provider.protocol(), provider.credential(), endpoints, provider.claims(), provider.emailTrust());
    }

    TestProvider saying(ClaimNames claims) {
        return with(provider.protocol(), provider.credential(), provider.endpoints(), claims, provider.emailTrust());
    }

    TestProvider trusted(EmailTrust trust) {
        return with(provider.protocol(), provider.credential(), provider.endpoints(), provider.claims(), trust);
    }

    /** Its own tokens are kept, members of a group get a role, and more stands in the authorization request. */
    TestProvider keeping(Map<String, String> parameters) {
        Provider p = provider;
        return new TestProvider(new Provider(
                p.name(),
                p.displayName(),
                p.preset(),
                true,
                p.protocol(),
                p.clientId(),
                p.credential(),
                p.issuer(),
                p.issuerTemplate(),
                p.endpoints(),
                p.scopes(),
                p.responseMode(),
                true,
                p.reauthentication(),
                parameters,
                p.claims(),
                p.emailTrust(),
                true,
                Set.of(),
                Map.of("ops", "admin"),
                Set.of("a-client")));
    }

    /** As Apple: its preset, the answer in a form. */
    TestProvider apple(Credential.AppleKey key) {
        Provider p = provider;
        return new TestProvider(new Provider(
                p.name(),
                "Apple",
                "apple",
                true,
                p.protocol(),
                p.clientId(),
                key,
                p.issuer(),
                false,
                p.endpoints(),
                p.scopes(),
                ResponseMode.FORM_POST,
                true,
                p.reauthentication(),
                Map.of(),
                p.claims(),
                p.emailTrust(),
                true,
                Set.of(),
                Map.of(),
                Set.of()));
    }

    /** Asked in this way to have people sign in anew. */
    TestProvider asking(Reauthentication how) {
        Provider p = provider;
        return with(p.protocol(), p.credential(), p.endpoints(), p.claims(), p.emailTrust(), how);
    }

    private TestProvider with(
            Protocol protocol, Credential credential, Endpoints endpoints, ClaimNames claims, EmailTrust trust) {
        return with(protocol, credential, endpoints, claims, trust, provider.reauthentication());
    }

    private TestProvider with(
            Protocol protocol,
            Credential credential,
            Endpoints endpoints,
            ClaimNames claims,
            EmailTrust trust,
            Reauthentication how) {
        Provider p = provider;
        return new TestProvider(new Provider(
                p.name(),
                p.displayName(),
                p.preset(),
                true,
                protocol,
                p.clientId(),
                credential,
                p.issuer(),
                p.issuerTemplate(),
                endpoints,
                p.scopes(),
                p.responseMode(),
                true,
                how,
                p.authorizationParameters(),
                claims,
                trust,
                true,
                Set.of(),
                p.roleRules(),
                p.tokenClients()));
    }
}

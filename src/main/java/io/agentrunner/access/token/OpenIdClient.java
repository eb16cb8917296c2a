package io.agentrunner.access.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.agentrunner.access.token.Verification.Refused;
import io.agentrunner.access.token.Verification.Undecided;
import io.agentrunner.platform.json.Json;
import io.agentrunner.settings.IdentitySettings.SignIn;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** This server as a client of an OpenID provider: authorization code with PKCE (OpenID Connect Core 3.1). Thread-safe. */
final class OpenIdClient {
    /** Codes that are exchanged at once. */
    static final int EXCHANGES = 8;

    private final SignIn settings;
    private final IssuerCopy<Endpoints> endpoints;
    private final TokenVerifier verifier;
    private final Semaphore exchanges = new Semaphore(EXCHANGES);

    /** Where the provider is asked for a login, for a token, and for its keys. */
    record Endpoints(URI authorization, URI token, URI keys) {}

    OpenIdClient(SignIn settings, Clock clock, LongSupplier nanos) {
        this.settings = settings;
        var place = settings.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration";
        endpoints = new IssuerCopy<>(place, () -> discovered(IssuerHttp.get(URI.create(place))), nanos);
        verifier = new TokenVerifier(
                settings.issuer(),
                Set.of(settings.clientId()),
                settings.clockSkew(),
                new IssuerKeys("the jwks_uri of " + place, this::keys, nanos),
                clock);
    }

    /** Begins to read where the provider is, so that the first login finds it. */
    void open() {
        endpoints.open();
    }

    /** Where a browser signs in; empty when the provider does not answer. */
    Optional<URI> address(Login login, String redirect) {
        return known().map(to -> {
            var query = new LinkedHashMap<String, String>();
            query.put("response_type", "code");
            query.put("client_id", settings.clientId());
            query.put("redirect_uri", redirect);
            query.put("scope", settings.scope());
            query.put("state", login.state());
            query.put("nonce", login.nonce());
            query.put("code_challenge", login.challenge());
            query.put("code_challenge_method", "S256");
            var sign = to.authorization().getQuery() == null ? "?" : "&";
            return URI.create(to.authorization() + sign + form(query));
        });
    }

    /** Exchanges the code that a browser came back with for the identity. Never throws. */
    Verification finish(Login login, String code, String redirect) {
        var to = known();
        if (to.isEmpty() || !exchanges.tryAcquire()) {
            return new Undecided("The identity provider does not answer, or too many sign in at once");
        }
        try {
            var answer = IssuerHttp.send(exchange(to.get().token(), login, code, redirect));
            if (answer.status() >= 500) {
                return new Undecided("The identity provider answered a code with the status " + answer.status());
            }
            if (answer.status() != 200) {
                return new Refused("The identity provider refused the code: " + answer.status() + " "
                        + TokenVerifier.shown(answer.body()));
            }
            return verifier.verify(text(Json.parse(answer.body()), "id_token"), claims -> fault(claims, login));
        } catch (IOException e) {
            return new Undecided("The identity provider did not answer a code: " + TokenVerifier.shown(e.getMessage()));
        } catch (RuntimeException e) {
            return new Refused(
                    "The answer of the identity provider cannot be read: " + TokenVerifier.shown(e.getMessage()));
        } finally {
            exchanges.release();
        }
    }

    private HttpRequest.Builder exchange(URI token, Login login, String code, String redirect) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect);
        form.put("code_verifier", login.verifier());
        form.put("client_id", settings.clientId());
        var request = HttpRequest.newBuilder(token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json");
        settings.clientSecret()
                .ifPresent(secret -> request.header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((encoded(settings.clientId()) + ":" + encoded(secret))
                                                .getBytes(StandardCharsets.UTF_8))));
        return request.POST(HttpRequest.BodyPublishers.ofString(form(form)));
    }

    /** The token answers this login, and was issued to this client (OpenID Connect Core 3.1.3.7). */
    private Optional<String> fault(JWTClaimsSet claims, Login login) {
        if (!login.nonce().equals(claims.getClaim("nonce"))) {
            return Optional.of("The token answers another login");
        }
        var party = claims.getClaim("azp");
        var named = party != null || claims.getAudience().size() > 1;
        return named && !settings.clientId().equals(party)
                ? Optional.of("The token was issued to another client")
                : Optional.empty();
    }

    private Optional<Endpoints> known() {
        return endpoints.now().or(endpoints::await);
    }

    private java.util.List<com.nimbusds.jose.jwk.JWK> keys() throws Exception {
        var to = known().orElseThrow(() -> new IOException("the provider does not answer"));
        return PublicKeys.parse(IssuerHttp.get(to.keys()));
    }

    private Endpoints discovered(String document) throws IOException {
        var json = Json.parse(document);
        if (!settings.issuer().equals(json.path("issuer").textValue())) {
            throw new IOException("it describes another issuer");
        }
        return new Endpoints(
                address(json, "authorization_endpoint"), address(json, "token_endpoint"), address(json, "jwks_uri"));
    }

    /** An issuer with https has no endpoint without. */
    private URI address(JsonNode json, String member) throws IOException {
        var address = text(json, member);
        if (!address.startsWith("https://")
                && !(address.startsWith("http://") && settings.issuer().startsWith("http://"))) {
            throw new IOException("its " + member + " is no https address");
        }
        return URI.create(address);
    }

    private static String text(JsonNode json, String member) {
        var text = json.path(member).textValue();
        if (text == null) {
            throw new IllegalStateException("There is no " + member);
        }
        return text;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

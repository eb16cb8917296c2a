package io.agentrunner.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.agentrunner.access.token.Verification.Identity;
import io.agentrunner.access.token.Verification.Refused;
import io.agentrunner.access.token.Verification.Undecided;
import io.agentrunner.inside.Await;
import io.agentrunner.settings.IdentitySettings.SignIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sign-in at a provider that checks its client, as far as browser and servlet do not matter. */
class OpenIdClientTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String BACK = "http://127.0.0.1:8000/session/callback";

    private final TestIssuer issuer = new TestIssuer();
    private final TestProvider provider = new TestProvider(issuer, Clock.fixed(NOW, ZoneOffset.UTC));
    private final AtomicLong nanos = new AtomicLong();
    private final OpenIdClient client = client(Optional.of(TestProvider.SECRET));
    private final Login login = Login.begin();

    @AfterEach
    void stop() {
        issuer.close();
    }

    private OpenIdClient client(Optional<String> secret) {
        var made = made(secret);
        Await.until(
                "the provider is known", () -> made.address(Login.begin(), BACK).isPresent());
        return made;
    }

    private OpenIdClient made(Optional<String> secret) {
        return new OpenIdClient(
                new SignIn(issuer.url(), TestProvider.CLIENT, secret, "openid profile", Duration.ofSeconds(60)),
                Clock.fixed(NOW, ZoneOffset.UTC),
                nanos::get);
    }

    private String code() {
        return visit().get("code");
    }

    private Map<String, String> visit() {
        return provider.visit(client.address(login, BACK).orElseThrow());
    }

    @Test
    void a_sign_in_ends_with_the_identity_of_the_token() {
        var back = visit();
        assertThat(login.isOf(back.get("state"))).isTrue();
        assertThat(client.finish(login, back.get("code"), BACK))
                .isEqualTo(new Identity("ada", Set.of("staff"), NOW.plusSeconds(300)));
    }

    @Test
    void any_node_can_finish_with_the_secret_of_the_browser_alone() {
        var code = code();
        var other = client(Optional.of(TestProvider.SECRET));
        assertThat(other.finish(new Login(login.secret()), code, BACK)).isInstanceOf(Identity.class);
    }

    @Test
    void a_code_that_another_browser_got_is_worth_nothing() {
        var code = code();
        var other = Login.begin();
        assertThat(other.isOf(login.state())).isFalse();
        assertThat(client.finish(other, code, BACK)).isInstanceOf(Refused.class);
    }

    @Test
    void a_code_counts_once_and_an_unknown_one_not_at_all() {
        var code = code();
        client.finish(login, code, BACK);
        assertThat(client.finish(login, code, BACK)).isInstanceOf(Refused.class);
        assertThat(client.finish(login, "code-99", BACK)).isInstanceOf(Refused.class);
    }

    @Test
    void a_client_without_its_secret_or_with_another_return_address_is_refused() {
        assertThat(client(Optional.empty()).finish(login, code(), BACK)).isInstanceOf(Refused.class);
        assertThat(client(Optional.of("other")).finish(login, code(), BACK)).isInstanceOf(Refused.class);
        assertThat(client.finish(login, code(), "http://elsewhere.example/session/callback"))
                .isInstanceOf(Refused.class);
    }

    @Test
    void a_token_for_another_login_client_or_issuer_or_that_ended_is_refused() {
        assertRefused(token -> token.claim("nonce", "another"), "another login");
        assertRefused(token -> token.claim("nonce", null), "another login");
        assertRefused(token -> token.audience("other"), "audience");
        assertRefused(token -> token.audience(List.of(TestProvider.CLIENT, "other")), "another client");
        assertRefused(token -> token.claim("azp", "other"), "another client");
        assertRefused(token -> token.issuer("http://elsewhere.example"), "issuer");
        assertRefused(token -> token.expirationTime(java.util.Date.from(NOW.minusSeconds(61))), "ended");
        provider.change(
                token -> token.audience(List.of(TestProvider.CLIENT, "other")).claim("azp", TestProvider.CLIENT));
        assertThat(client.finish(login, code(), BACK)).isInstanceOf(Identity.class);
        issuer.publish(TestIssuer.OTHER_RSA);
        nanos.addAndGet(IssuerCopy.PAUSE.toNanos());
        issuer.answer(200);
        nanos.addAndGet(IssuerCopy.KEPT.toNanos());
        assertRefused(token -> token, "No key");
    }

    private void assertRefused(UnaryOperator<JWTClaimsSet.Builder> change, String reason) {
        provider.change(change);
        assertThat(client.finish(login, code(), BACK))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains(reason));
    }

    @Test
    void a_provider_that_is_down_or_describes_another_issuer_decides_nothing() {
        var code = code();
        provider.answer(503);
        assertThat(client.finish(login, code, BACK)).isInstanceOf(Undecided.class);
        provider.describe(issuer.url() + "/other");
        var other = made(Optional.of(TestProvider.SECRET));
        assertThat(other.address(login, BACK)).isEmpty();
        issuer.close();
        assertThat(client.finish(login, code, BACK)).isInstanceOf(Undecided.class);
        assertThat(other.finish(login, code, BACK)).isInstanceOf(Undecided.class);
    }

    @Test
    void the_address_shows_neither_the_secret_nor_the_verifier() {
        var address = client.address(login, BACK).orElseThrow().toString();
        assertThat(address)
                .startsWith(issuer.url() + "/authorize?realm=work&response_type=code&client_id=console&redirect_uri=")
                .doesNotContain(login.secret(), login.verifier(), TestProvider.SECRET);
        assertThat(login.verifier()).hasSize(43);
        assertThat(login.toString()).doesNotContain(login.secret());
    }
}

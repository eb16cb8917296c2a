package io.agentrunner.access.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.agentrunner.access.token.Verification.Identity;
import io.agentrunner.access.token.Verification.Refused;
import io.agentrunner.inside.Await;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens against the keys of an issuer over HTTP. */
class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final IssuerKeys KEYS = new IssuerKeys(
            ISSUER.keys(), () -> PublicKeys.parse(IssuerHttp.get(URI.create(ISSUER.keys()))), System::nanoTime);

    private final TokenVerifier verifier = verifier(ISSUER.url());

    @BeforeAll
    static void read() {
        Await.until(
                "the keys are read",
                () -> KEYS.of(new JWSHeader.Builder(JWSAlgorithm.RS256).build()) instanceof IssuerKeys.Candidates);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    private static TokenVerifier verifier(String issuer) {
        return new TokenVerifier(
                issuer, Set.of("another", TestIssuer.AUDIENCE), SKEW, KEYS, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static JWTClaimsSet.Builder claims() {
        return ISSUER.claims(NOW, "ada", "staff", "admins");
    }

    private void assertRefused(String jwt, String reason) {
        assertThat(verifier.verify(jwt))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains(reason)
                                .matches("[\\p{Graph} ]{1,300}|[\\p{Graph} …]{1,300}"));
    }

    @Test
    void a_good_token_tells_name_groups_and_end() {
        var good = new Identity("ada", Set.of("staff", "admins"), NOW.plusSeconds(300));
        assertThat(verifier.verify(TestIssuer.sign(claims().build()))).isEqualTo(good);
        assertThat(verifier.verify(TestIssuer.sign(claims().build(), TestIssuer.RSA, JWSAlgorithm.PS256)))
                .isEqualTo(good);
        assertThat(verifier.verify(TestIssuer.sign(claims().build(), TestIssuer.EC, JWSAlgorithm.ES256)))
                .isEqualTo(good);
    }

    @Test
    void a_token_without_the_id_of_its_key_is_tried_with_all_keys() {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).build();
        assertThat(verifier.verify(TestIssuer.sign(claims().build(), header, TestIssuer.signer(TestIssuer.RSA))))
                .isInstanceOf(Identity.class);
        assertRefused(TestIssuer.sign(claims().build(), header, TestIssuer.signer(TestIssuer.OTHER_RSA)), "No key");
    }

    @Test
    void the_name_is_upn_then_preferred_username_then_the_subject() {
        var claims = claims().claim("preferred_username", "ada.l");
        assertThat(name(claims)).contains("ada");
        assertThat(name(claims.claim("upn", null))).contains("ada.l");
        assertThat(name(claims.claim("preferred_username", " "))).contains("subject-of-ada");
        assertThat(name(claims.subject("two\nlines"))).isEmpty();
        assertThat(name(claims.subject("n".repeat(201)))).isEmpty();
        assertThat(name(claims.subject(null))).isEmpty();
    }

    private Optional<String> name(JWTClaimsSet.Builder claims) {
        return verifier.verify(TestIssuer.sign(claims.build())) instanceof Identity identity
                ? Optional.of(identity.name())
                : Optional.empty();
    }

    @Test
    void groups_that_are_no_list_of_texts_are_none() {
        for (Object odd : new Object[] {"admins", 7, List.of(1, 2), List.of(List.of("admins"))}) {
            assertThat(verifier.verify(
                            TestIssuer.sign(claims().claim("groups", odd).build())))
                    .as(odd.toString())
                    .isEqualTo(new Identity("ada", Set.of(), NOW.plusSeconds(300)));
        }
    }

    @Test
    void a_signature_of_another_key_is_refused_also_under_the_id_of_a_known_one() throws JOSEException {
        assertRefused(TestIssuer.sign(claims().build(), TestIssuer.OTHER_RSA, JWSAlgorithm.RS256), "No key");
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").build();
        assertRefused(TestIssuer.sign(claims().build(), header, TestIssuer.signer(TestIssuer.OTHER_RSA)), "No key");
        // The key of an attacker in the token itself counts for nothing.
        var brought = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa-1")
                .jwk(TestIssuer.OTHER_RSA.toPublicJWK())
                .build();
        assertRefused(TestIssuer.sign(claims().build(), brought, TestIssuer.signer(TestIssuer.OTHER_RSA)), "No key");
        var other = TestIssuer.ec(Curve.P_384, "ec-1");
        assertRefused(TestIssuer.sign(claims().build(), other, JWSAlgorithm.ES384), "No key");
    }

    @Test
    void a_changed_claim_or_a_cut_signature_is_refused() {
        var parts = TestIssuer.sign(claims().build()).split("\\.", -1);
        var changed = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"ada\"", "\"eve\"")
                .getBytes(StandardCharsets.UTF_8);
        assertRefused(
                parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(changed) + "." + parts[2],
                "No key");
        assertRefused(parts[0] + "." + parts[1] + "." + parts[2].substring(4), "No key");
        assertRefused(parts[0] + "." + parts[1] + "." + parts[2] + "!", "no signed JWT");
        assertRefused(parts[0] + "." + parts[1] + ".", "no signed JWT");
        assertRefused(parts[0] + "." + parts[1], "no signed JWT");
    }

    @Test
    void no_signature_and_a_shared_secret_are_refused() throws JOSEException {
        assertRefused(new PlainJWT(claims().build()).serialize(), "no signed JWT");
        assertRefused(
                Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                        + "." + TestIssuer.sign(claims().build()).split("\\.", -1)[1] + ".AAAA",
                "no signed JWT");
        // The public key, which everybody has, taken for the secret: in each form that it is published in.
        for (var secret : List.of(
                TestIssuer.RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                TestIssuer.RSA.toRSAPublicKey().getEncoded())) {
            var header =
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build();
            assertRefused(TestIssuer.sign(claims().build(), header, new MACSigner(secret)), "HS256");
        }
    }

    @Test
    void times_count_with_the_clock_skew() {
        assertAt(claims().expirationTime(ahead(-59)), true);
        assertAt(claims().expirationTime(ahead(-60)), false);
        assertAt(claims().notBeforeTime(ahead(60)), true);
        assertAt(claims().notBeforeTime(ahead(61)), false);
        assertRefused(TestIssuer.sign(claims().expirationTime(null).build()), "no end");
    }

    private static Date ahead(long seconds) {
        return Date.from(NOW.plusSeconds(seconds));
    }

    private void assertAt(JWTClaimsSet.Builder claims, boolean accepted) {
        var built = claims.build();
        assertThat(verifier.verify(TestIssuer.sign(built)) instanceof Identity)
                .as(built.toString())
                .isEqualTo(accepted);
    }

    @Test
    void another_audience_or_issuer_is_refused() {
        assertRefused(TestIssuer.sign(claims().audience("account").build()), "account");
        assertRefused(TestIssuer.sign(claims().audience((String) null).build()), "audience");
        assertAt(claims().audience(List.of("account", TestIssuer.AUDIENCE)), true);
        assertRefused(TestIssuer.sign(claims().issuer(ISSUER.url() + "/").build()), "issuer");
        assertRefused(TestIssuer.sign(claims().issuer(null).build()), "issuer");
    }

    @Test
    void a_token_of_another_type_is_no_login_and_an_unknown_critical_header_is_not_passed_over() {
        assertRefused(typed("logout+jwt"), "logout+jwt");
        assertThat(verifier.verify(typed("at+jwt"))).isInstanceOf(Identity.class);
        assertThat(verifier.verify(typed("JWT"))).isInstanceOf(Identity.class);
        var critical = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa-1")
                .criticalParams(Set.of("only-for-the-bank"))
                .customParam("only-for-the-bank", true)
                .build();
        assertRefused(TestIssuer.sign(claims().build(), critical, TestIssuer.signer(TestIssuer.RSA)), "No key");
    }

    private static String typed(String type) {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa-1")
                .type(new JOSEObjectType(type))
                .build();
        return TestIssuer.sign(claims().build(), header, TestIssuer.signer(TestIssuer.RSA));
    }

    @Test
    void a_huge_token_is_refused_unread() {
        assertRefused(
                TestIssuer.sign(claims().claim("much", "m".repeat(20_000)).build()), "more than 16384 characters");
    }

    @Test
    void garbage_is_refused_without_an_exception_and_without_a_line_break_in_the_log() {
        assertRefused("", "no signed JWT");
        assertRefused("..", "no signed JWT");
        assertRefused("a.b.c", "no signed JWT");
        assertRefused("ar_1_secret", "no signed JWT");
        assertRefused(
                TestIssuer.sign(claims().issuer("\r\n2026 SEVERE \u001b[2J" + "x".repeat(500))
                        .build()),
                "issuer");
        var nested = "[".repeat(6_000) + "]".repeat(6_000);
        assertRefused(encoded("{\"alg\":\"RS256\",\"x\":" + nested + "}") + ".e30.AAAA", "no signed JWT");
        var random = new Random(16);
        var good = TestIssuer.sign(claims().build());
        for (var i = 0; i < 3_000; i++) {
            var bytes = good.getBytes(StandardCharsets.ISO_8859_1);
            for (var change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            }
            var changed = new String(bytes, StandardCharsets.ISO_8859_1);
            if (!same(changed, good)) {
                assertRefused(changed, "");
            }
        }
    }

    /** The last character of each part has bits that say nothing. */
    private static boolean same(String one, String other) {
        try {
            var decoder = Base64.getUrlDecoder();
            var parts = one.split("\\.", -1);
            var others = other.split("\\.", -1);
            return parts[0].equals(others[0])
                    && parts[1].equals(others[1])
                    && java.util.Arrays.equals(decoder.decode(parts[2]), decoder.decode(others[2]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keys_come_as_a_set_as_one_or_as_pem_and_weak_or_secret_ones_are_left_out() throws Exception {
        assertThat(PublicKeys.parse(TestIssuer.EC.toJSONString())).containsExactly(TestIssuer.EC.toPublicJWK());
        assertVerifies(pem(TestIssuer.RSA.toRSAPublicKey().getEncoded()), TestIssuer.RSA, JWSAlgorithm.RS256);
        assertVerifies(pem(TestIssuer.EC.toECPublicKey().getEncoded()), TestIssuer.EC, JWSAlgorithm.ES256);
        var weak = new com.nimbusds.jose.jwk.gen.RSAKeyGenerator(1024, true).generate();
        var secret = new com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator(256).generate();
        var odd = "{\"kty\":\"new\"}";
        var set = "{\"keys\":["
                + String.join(",", weak.toJSONString(), secret.toJSONString(), odd, TestIssuer.RSA.toJSONString())
                + "]}";
        assertThat(PublicKeys.parse(set)).containsExactly(TestIssuer.RSA.toPublicJWK());
        for (var none : List.of("", "{}", "{\"keys\":[]}", "[]", "<html>", secret.toJSONString(), pem(new byte[20]))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> PublicKeys.parse(none)))
                    .as(none)
                    .isInstanceOf(ParseException.class);
        }
    }

    private static String pem(byte[] encoded) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static void assertVerifies(String pem, JWK key, JWSAlgorithm algorithm) {
        var keys = new IssuerKeys("here", () -> PublicKeys.parse(pem), System::nanoTime);
        var verifier = new TokenVerifier(
                ISSUER.url(), Set.of(TestIssuer.AUDIENCE), SKEW, keys, Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(verifier.verify(TestIssuer.sign(claims().build(), key, algorithm)))
                .isInstanceOf(Identity.class);
    }
}

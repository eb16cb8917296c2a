package io.agentrunner.access.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens for tests: signs what it is asked to, and serves its public keys over HTTP. */
public final class TestIssuer implements AutoCloseable {
    public static final String AUDIENCE = "agent-runner";
    public static final RSAKey RSA = rsa("rsa-1");
    public static final RSAKey OTHER_RSA = rsa("rsa-2");
    public static final ECKey EC = ec(Curve.P_256, "ec-1");

    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile List<JWK> published = List.of(RSA, EC);
    private volatile int status = 200;

    public TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/jwks", exchange -> {
            reads.incrementAndGet();
            var body = new JWKSet(published).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String keys() {
        return url() + "/jwks";
    }

    /** The server, for more paths. */
    HttpServer server() {
        return server;
    }

    public int reads() {
        return reads.get();
    }

    public void publish(JWK... keys) {
        published = List.of(keys);
    }

    /** From now on the keys are answered with this status. */
    public void answer(int code) {
        status = code;
    }

    /** The claims of a good token of this issuer, for a test to change. */
    public JWTClaimsSet.Builder claims(Instant now, String name, String... groups) {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject("subject-of-" + name)
                .claim("upn", name)
                .claim("groups", List.of(groups))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    public static String sign(JWTClaimsSet claims) {
        return sign(claims, RSA, JWSAlgorithm.RS256);
    }

    public static String sign(JWTClaimsSet claims, JWK key, JWSAlgorithm algorithm) {
        return sign(
                claims, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), signer(key));
    }

    static String sign(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) {
        try {
            var token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static JWSSigner signer(JWK key) {
        try {
            return key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(Curve curve, String id) {
        try {
            return new ECKeyGenerator(curve).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.agentrunner.access.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Public keys in the forms that MicroProfile JWT names: a JWK set, a JWK, or PEM. */
final class PublicKeys {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    /** Shorter RSA keys can be broken (NIST SP 800-131A). */
    private static final int RSA_BITS = 2048;

    private PublicKeys() {}

    /**
     * The keys of that text which can check a signature; others, as for encryption or of an unknown kind, are left out.
     *
     * @throws ParseException when there is none
     */
    static List<JWK> parse(String text) throws ParseException {
        var keys = text.strip().startsWith("{") ? ofJson(text) : ofPem(text);
        if (keys.isEmpty()) {
            throw new ParseException("There is no public key for signatures: RSA of 2048 bits or more, or EC", 0);
        }
        return keys;
    }

    private static List<JWK> ofJson(String text) throws ParseException {
        var json = JSONObjectUtils.parse(text);
        var found = new ArrayList<JWK>();
        var given = json.containsKey("keys") ? JSONObjectUtils.getJSONObjectArray(json, "keys") : null;
        for (var one : given == null ? List.of(json) : List.of(given)) {
            var key = read(one);
            if (key != null) {
                found.add(key);
            }
        }
        return found;
    }

    private static JWK read(Map<String, Object> json) {
        try {
            // A secret is no public key; a private one is taken as its public part.
            return switch (JWK.parse(json)) {
                case RSAKey rsa when rsa.size() >= RSA_BITS -> rsa.toPublicJWK();
                case ECKey ec -> ec.toPublicJWK();
                default -> null;
            };
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    private static List<JWK> ofPem(String text) {
        var found = new ArrayList<JWK>();
        var blocks = PEM.matcher(text);
        while (blocks.find()) {
            var encoded = Base64.getMimeDecoder().decode(blocks.group(1));
            for (var kind : List.of("RSA", "EC")) {
                var key = read(kind, encoded);
                if (key != null) {
                    found.add(key);
                }
            }
        }
        return found;
    }

    private static JWK read(String kind, byte[] encoded) {
        try {
            return switch (KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded))) {
                case RSAPublicKey rsa when rsa.getModulus().bitLength() >= RSA_BITS -> new RSAKey.Builder(rsa).build();
                case ECPublicKey ec -> new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
                default -> null;
            };
        } catch (GeneralSecurityException | RuntimeException e) {
            return null;
        }
    }
}

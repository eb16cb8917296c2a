/**
 * Tokens of an identity provider: verified here, with its public keys.
 *
 * <pre>
 *   JWT ──▶ TokenVerifier: algorithm, issuer, audience, times ──▶ IssuerKeys: key of that id ──▶ signature ──▶ Identity
 *                                                                   └── read from the issuer in the background
 * </pre>
 *
 * <p>The issuer's clock is authoritative for the times in a token, not the database's: this node compares them with its own
 * clock, which may differ by the configured skew. A wrong clock of a node accepts a token too early or too late by as much as
 * it is wrong; it changes no run and no lease.
 *
 * <ul>
 *   <li>A token shall be accepted only with a signature by a key of the configured issuer, an algorithm of {@link
 *       io.agentrunner.access.token.TokenVerifier#ALGORITHMS}, that issuer, one of the audiences, and an end that is ahead
 *       (TokenVerifierTest).
 *   <li>No text of a client shall cause an exception, or reach the log uncut or with control characters (TokenVerifierTest).
 *   <li>A token with an unknown key shall make the node read the keys anew, at most once in ten seconds (IssuerKeysTest).
 *   <li>No request shall wait longer than two seconds for the issuer, and at most eight at once (IssuerKeysTest).
 *   <li>Keys that were read shall stay for four hours while the issuer cannot be reached (IssuerKeysTest).
 *   <li>A sign-in shall end in the browser where it began, with a token that was issued for it: state, nonce and PKCE
 *       (OpenIdClientTest).
 * </ul>
 *
 * <p>A browser keeps the secret of a sign-in in a cookie, so any node can finish it and none stores it. A signature would add
 * nothing: an attacker can begin a sign-in and have a signed cookie too.
 *
 * <p>Out of scope: roles and projects of an identity (the package above), encrypted tokens, opaque tokens.
 */
package io.agentrunner.access.token;

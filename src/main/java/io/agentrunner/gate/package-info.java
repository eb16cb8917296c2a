/**
 * A request passes the gate before anything reads it: the first filters of the application.
 *
 * <pre>
 *   request ─▶ GateFilter ───────────────────────────────────▶ access ─▶ RateFilter ─▶ Admission ─▶ resource, stream, page
 *               Host is served?            no: 421
 *               page of another origin?    no method that changes: 403
 *               preflight of an allowed origin: 204
 * </pre>
 *
 * <p>The order is that of the filter mappings in {@code web.xml}. Nothing here depends on who asks.
 *
 * <ul>
 *   <li>A request whose {@code Host} is not served shall get 421, whatever its method and path (HostsIT).
 *   <li>A node that other machines can reach shall not start without {@code http.hosts} (NodeLifeIT).
 *   <li>A request that changes something and comes from a page of another origin shall get 403 and change nothing, unless
 *       {@code cors.origins} names that origin (OriginsIT, AttackingPageIT).
 *   <li>A page of an origin in {@code cors.origins} shall be able to read every answer, also a refusal (OriginsIT, AttackingPageIT).
 *   <li>A caller shall get at most {@code access.rate} requests per second on a node, ten seconds' worth at once, and hold up
 *       no other caller (RateIT, BucketsTest).
 *   <li>Wrong credentials shall be slowed down by address and never lock out a right one (BucketsTest).
 *   <li>A client that is no browser shall notice nothing of this (OriginsIT).
 * </ul>
 *
 * <p>Not here: a name in {@code X-Forwarded-Host} decides nothing, since any client can send it; a proxy in front passes the
 * {@code Host} of its client.
 */
package io.agentrunner.gate;

/**
 * Access: who may do what.
 *
 * <pre>
 *   request ─▶ AccessFilter ─▶ Credential: key, session cookie, token ─▶ Authenticator ─▶ Caller (name, role, projects)
 *                    │                                                  remembers rows for 5 s; a revocation empties it
 *                    └─▶ Permissions: path and method ─▶ role ─▶ 401, 403, or on to the resource, which reads Access.caller()
 * </pre>
 *
 * <p>Protocol
 * <ul>
 *   <li>The rows {@code access_key} and {@code session} are authoritative. They have the SHA-256 of a secret of 256 random bits,
 *       never the secret. A secret is compared in constant time ({@code KeysIT}).
 *   <li>A revoked key, and its sessions, shall be refused on the node that answered the revocation from the answer on, on other
 *       nodes when the signal arrives, and after 5 seconds if it is lost. A read that began before the revocation is not
 *       remembered ({@code RecentTest}, {@code KeysIT}).
 *   <li>A path without a row in {@code Permissions} shall need an admin, and so shall a path with a second reading
 *       ({@code PermissionsTest}).
 *   <li>A caller that is limited to projects shall see no other: 404, not 403 ({@code ProjectLimitIT}).
 *   <li>A bad credential on a path that needs none shall be as no credential ({@code KeysIT}).
 *   <li>An audit entry commits with what it is about. Entries about refused requests are bounded per address and minute
 *       ({@code AuditIT}).
 * </ul>
 */
package io.agentrunner.access;

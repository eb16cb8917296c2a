package io.agentrunner.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request with its caller, for the server's access log and for those who ask the servlet interface. */
final class KnownRequest extends HttpServletRequestWrapper {
    private final Caller caller;

    KnownRequest(HttpServletRequest request, Caller caller) {
        super(request);
        this.caller = caller;
    }

    @Override
    public Principal getUserPrincipal() {
        return caller::name;
    }

    @Override
    public String getRemoteUser() {
        return caller.name();
    }

    @Override
    public boolean isUserInRole(String role) {
        return Role.named(role).filter(caller.role()::includes).isPresent();
    }
}

package io.agentrunner.launcher;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.util.List;

/**
 * Runs a command without the rights of root, since PostgreSQL refuses to run as root. In its own user namespace root
 * has none, so no other account is needed.
 */
final class Unprivileged {
    private static final List<String> USER_NAMESPACE = List.of("unshare", "--user");

    private Unprivileged() {}

    static List<String> commandPrefix() {
        if (new UnixSystem().getUid() != 0) {
            return List.of();
        }
        if (works(USER_NAMESPACE)) {
            return USER_NAMESPACE;
        }
        throw new LaunchFailure(
                "PostgreSQL does not run as root, and this system grants no user namespace (unshare --user):"
                        + " start as another user, or set DATABASE_URL to a PostgreSQL of yours.");
    }

    private static boolean works(List<String> prefix) {
        try {
            var command = new java.util.ArrayList<>(prefix);
            command.add("true");
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

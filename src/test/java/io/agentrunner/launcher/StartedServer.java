package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@code make start-server} on its own data folder, as users run it. */
abstract class StartedServer {
    static final String INTERVAL = "worker.check.interval";

    @TempDir
    static Path folder;

    static int port = Ports.free();
    static int adminPort = Ports.free();
    static LauncherProcess running;

    @BeforeAll
    static void start_it() {
        running = start(Map.of());
    }

    @AfterAll
    static void leave_nothing_running() throws Exception {
        running.end();
        var left = LauncherProcess.allNaming(folder);
        left.forEach(ProcessHandle::destroyForcibly);
        assertThat(left).isEmpty();
    }

    static LauncherProcess start(Map<String, String> environment) {
        var all = new HashMap<String, String>();
        all.put("DATA_DIR", folder.toString());
        all.put("HTTP_PORT", Integer.toString(port));
        all.put("ADMIN_PORT", Integer.toString(adminPort));
        all.put("WORKER_SHUTDOWN_GRACE", "1");
        all.put("JAVA_TOOL_OPTIONS", ServerConfigReadme.QUICK_JAVA);
        all.putAll(environment);
        return LauncherProcess.start(ServerLauncher.class, all);
    }

    static PayaraDomain domain() {
        return PayaraDomain.in(ServerOptions.of(folder, port, adminPort));
    }

    static String asadmin(String... command) {
        return domain().asadmin(command);
    }

    static void setInterval(String value) {
        asadmin("set-config-property", "--propertyName=" + INTERVAL, "--propertyValue=" + value, "--source=domain");
    }

    static ServerClient client() {
        return new ServerClient(port);
    }

    static long logged(String text) {
        try (var lines = Files.lines(domain().logFile())) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static DatabaseReader database() {
        return new DatabaseReader(folder);
    }
}

package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The listener for TLS of the nodes: {@code make start-agent TLS=1}. Without a keystore of the user's own, it makes one with a
 * certificate for localhost, for trials.
 *
 * @param javaOptions a file of options for Java, which holds the password: a command line is visible to every user
 */
record Tls(Path javaOptions) {
    static final String ON = "TLS";
    static final String PORT = "TLS_PORT";
    static final String KEYSTORE = "TLS_KEYSTORE";
    static final String PASSWORD = "TLS_KEYSTORE_PASSWORD";

    static final String ALIAS = "agent-runner";
    private static final int SECONDS_TO_MAKE = 60;

    /** Takes the user's keystore, or makes one in the data folder. */
    static Tls in(Path data, Map<String, String> environment) {
        try {
            var folder = OwnerOnly.folder(data.resolve("tls"));
            var own = Options.value(environment, KEYSTORE);
            var keystore =
                    own.map(Path::of).orElse(folder.resolve("keystore.p12")).toAbsolutePath();
            var password = own.isPresent()
                    ? Options.value(environment, PASSWORD)
                            .orElseThrow(() -> new LaunchFailure(PASSWORD + " is not set; it opens " + KEYSTORE + "."))
                    : passwordForTrials(folder);
            if (own.isEmpty() && !Files.exists(keystore)) {
                make(folder, keystore);
            }
            if (!Files.isReadable(keystore)) {
                throw new LaunchFailure(KEYSTORE + "=" + keystore + " is no file that can be read.");
            }
            var options = OwnerOnly.file(folder.resolve("java-options"));
            Files.writeString(
                    options,
                    option("javax.net.ssl.keyStore", keystore.toString())
                            + option("javax.net.ssl.keyStoreType", "PKCS12")
                            + option("javax.net.ssl.keyStorePassword", password));
            return new Tls(options);
        } catch (IOException e) {
            throw new LaunchFailure("The certificate for TLS cannot be made: " + e, e);
        }
    }

    /** One line of a file of options, quoted as the launcher of Java expects it. */
    private static String option(String name, String value) {
        return "\"-D" + name + "=" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
    }

    private static String passwordForTrials(Path folder) throws IOException {
        var file = OwnerOnly.file(folder.resolve("password"));
        if (Files.size(file) == 0) {
            var password = new byte[18];
            new SecureRandom().nextBytes(password);
            Files.writeString(file, HexFormat.of().formatHex(password));
        }
        return Files.readString(file);
    }

    private static void make(Path folder, Path keystore) throws IOException {
        keytool(
                "-genkeypair -keyalg EC -groupname secp256r1 -validity 365 -ext EKU=serverAuth"
                        + " -ext SAN=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1 -dname CN=localhost",
                folder,
                keystore);
        keytool(
                "-exportcert -rfc",
                folder,
                keystore,
                "-file",
                folder.resolve("certificate.pem").toString());
    }

    private static void keytool(String command, Path folder, Path keystore, String... more) throws IOException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of(command.split(" ")));
        line.addAll(List.of("-alias", ALIAS, "-storetype", "PKCS12", "-keystore", keystore.toString()));
        line.addAll(List.of("-storepass:file", folder.resolve("password").toString()));
        line.addAll(List.of(more));
        var process = new ProcessBuilder(OwnerOnly.command(line))
                .redirectErrorStream(true)
                .start();
        try (var out = process.inputReader()) {
            var said = out.lines().collect(Collectors.joining("\n"));
            if (!process.waitFor(SECONDS_TO_MAKE, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("keytool was interrupted", e);
        }
    }

    /**
     * The options of a node that also listens for TLS. Its listener without TLS stays on loopback.
     *
     * @param host the address to listen on for TLS
     */
    NodeOptions of(NodeOptions node, String host, int port) {
        var name = host.equals("0.0.0.0") || host.equals("127.0.0.1") ? "localhost" : host;
        return node.withHost("127.0.0.1")
                .with(Map.of(
                        "TLS_HOST",
                        host,
                        PORT,
                        Integer.toString(port),
                        "NODE_URL",
                        "https://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port))
                .withJavaOptions("@" + javaOptions);
    }
}

package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The TCP addresses on which a process listens, from Linux' <a
 * href="https://man7.org/linux/man-pages/man5/proc.5.html">/proc</a>.
 */
final class ListeningPorts {
    private static final Pattern LISTENING =
            Pattern.compile("^ *\\d+: ([0-9A-F]+):([0-9A-F]{4}) \\S+ 0A (?:\\S+ +){5}(\\d+) .*");
    /** The kernel's forms of 127.0.0.1, alone and inside an IPv6 address. */
    private static final Set<String> LOOPBACK = Set.of("0100007F", "0000000000000000FFFF00000100007F");

    private ListeningPorts() {}

    /** Returns {@code loopback:port}, or the address in the kernel's hexadecimal digits. */
    static Set<String> of(ProcessHandle process) throws IOException {
        var folder = Path.of("/proc", Long.toString(process.pid()));
        var sockets = sockets(folder.resolve("fd"));
        var found = new TreeSet<String>();
        for (var table : Set.of("net/tcp", "net/tcp6")) {
            for (var line : Files.readAllLines(folder.resolve(table))) {
                var entry = LISTENING.matcher(line);
                if (entry.matches() && sockets.contains("socket:[" + entry.group(3) + "]")) {
                    var address = LOOPBACK.contains(entry.group(1)) ? "loopback" : entry.group(1);
                    found.add(address + ":" + Integer.parseInt(entry.group(2), 16));
                }
            }
        }
        return found;
    }

    private static Set<String> sockets(Path descriptors) throws IOException {
        try (var all = Files.list(descriptors)) {
            return all.map(ListeningPorts::target).collect(Collectors.toSet());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}

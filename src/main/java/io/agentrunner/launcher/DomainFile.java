package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code domain.xml} of a stopped domain. */
final class DomainFile {
    private DomainFile() {}

    /** Changes the port of a listener. Templates for other servers have a variable instead of a port and keep it. */
    static void setPort(Path file, String listener, int port) throws IOException {
        var text = Files.readString(file);
        var tag = Pattern.compile("<network-listener\\b[^>]*\\bname=\"" + Pattern.quote(listener) + "\"[^>]*>");
        var changed = tag.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group().replaceFirst("\\bport=\"\\d+\"", "port=\"" + port + "\"")));
        if (!changed.equals(text)) {
            Files.writeString(file, changed);
        }
    }
}

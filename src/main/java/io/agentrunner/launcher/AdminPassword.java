package io.agentrunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The password of the admin console, in a file for {@code asadmin --passwordfile}. */
final class AdminPassword {
    private static final String KEY = "AS_ADMIN_PASSWORD=";

    private AdminPassword() {}

    /** Makes a password file, readable by this user only. */
    static void create(Path file) throws IOException {
        OwnerOnly.folder(file.getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        var password = new byte[18];
        new SecureRandom().nextBytes(password);
        Files.writeString(file, KEY + HexFormat.of().formatHex(password) + "\n");
    }
}

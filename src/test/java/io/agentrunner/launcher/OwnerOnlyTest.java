package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
    @TempDir
    private Path folder;

    private static void open(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void what_is_made_and_what_is_there_is_for_its_owner_alone() throws IOException {
        var inner = OwnerOnly.folder(folder.resolve("outer/inner"));
        assertThat(mode(inner)).isEqualTo("rwx------");
        assertThat(mode(OwnerOnly.file(inner.resolve("file")))).isEqualTo("rw-------");
        open(inner, "rwxr-xrwx");
        open(inner.resolve("file"), "rwxrw-rw-");
        OwnerOnly.folder(inner);
        OwnerOnly.file(inner.resolve("file"));
        assertThat(mode(inner)).isEqualTo("rwx------");
        assertThat(mode(inner.resolve("file"))).isEqualTo("rwx------");
    }

    @Test
    void all_below_a_folder_is_tightened_and_links_lead_nowhere() throws IOException {
        var kept = Files.createDirectories(folder.resolve("kept/deep"));
        var elsewhere = Files.createFile(folder.resolve("elsewhere"));
        open(elsewhere, "rw-r--r--");
        open(Files.createFile(kept.resolve("file")), "rw-rw-rw-");
        open(kept, "rwxrwxrwx");
        Files.createSymbolicLink(kept.resolve("link"), elsewhere);
        Files.createSymbolicLink(kept.resolve("to-nothing"), folder.resolve("nothing"));

        OwnerOnly.tightenBelow(folder.resolve("kept"));
        OwnerOnly.tightenBelow(folder.resolve("not-there"));

        assertThat(OpenFiles.below(folder.resolve("kept"))).isEmpty();
        assertThat(mode(elsewhere)).isEqualTo("rw-r--r--");
    }

    @Test
    void a_folder_that_belongs_to_everybody_stays_as_it_is() throws IOException {
        var shared = Files.createDirectory(folder.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 01777);

        assertThat(OwnerOnly.folder(shared)).isEqualTo(shared);
        assertThat(mode(shared)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void a_command_makes_files_for_its_owner_alone() throws Exception {
        var file = folder.resolve("made");
        var process = new ProcessBuilder(OwnerOnly.command(java.util.List.of("touch", file.toString()))).start();
        assertThat(process.waitFor()).isZero();
        assertThat(mode(file)).isEqualTo("rw-------");
    }
}

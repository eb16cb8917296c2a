package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code make git-diff}, in its own repository and with no clipboard except a planted one. */
class GitDiffTest {
    @TempDir
    Path folder;

    private Path repository;
    private Path programs;

    @BeforeEach
    void make_a_repository() throws Exception {
        repository = Files.createDirectory(folder.resolve("repository"));
        programs = Files.createDirectory(folder.resolve("bin"));
        for (var name : List.of("git", "cat", "cp", "mv", "rm", "mktemp")) {
            Files.createSymbolicLink(programs.resolve(name), programOnPath(name));
        }
        run("git", "init", "--quiet");
    }

    @Test
    void changed_new_and_deleted_files_are_shown_and_saved_and_the_index_stays_as_it_is() throws Exception {
        write("changed", "before\n");
        write("deleted", "gone\n");
        commit();
        write("changed", "after\n");
        write("new file", "fresh\n");
        Files.delete(repository.resolve("deleted"));
        var status = run("git", "status", "--porcelain");

        var output = gitDiff();

        assertThat(output).contains("-before", "+after", "-gone", "+fresh").contains("Saved to " + saved());
        assertThat(output).startsWith(Files.readString(saved()));
        assertThat(run("git", "status", "--porcelain")).isEqualTo(status);
    }

    @Test
    void before_the_first_commit_everything_is_new() throws Exception {
        write("first", "fresh\n");

        assertThat(gitDiff()).contains("+fresh");
    }

    @Test
    void a_clean_tree_says_so() throws Exception {
        write("file", "same\n");
        commit();

        assertThat(gitDiff()).contains("No changes");
        assertThat(saved()).isEmptyFile();
    }

    @Test
    void a_clipboard_that_is_there_gets_a_copy() throws Exception {
        write("first", "fresh\n");
        var copied = folder.resolve("copied");
        var clipboard = programs.resolve("xclip");
        Files.writeString(clipboard, "#!/bin/sh\ncat >'" + copied + "'\n");
        assertThat(clipboard.toFile().setExecutable(true)).isTrue();

        assertThat(gitDiff()).contains("copied to the clipboard with xclip");
        assertThat(copied).hasSameTextualContentAs(saved());
    }

    @Test
    void without_a_clipboard_it_succeeds_and_says_where_the_file_is() throws Exception {
        write("first", "fresh\n");

        assertThat(gitDiff()).contains("Saved to " + saved()).contains("no clipboard was found");
    }

    @Test
    void a_link_that_somebody_planted_is_replaced_and_not_followed() throws Exception {
        write("first", "fresh\n");
        var victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createSymbolicLink(saved(), victim);

        assertThat(gitDiff()).contains("Saved to " + saved());
        assertThat(victim).hasContent("precious");
        assertThat(Files.isRegularFile(saved(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void a_link_to_a_folder_leads_nothing_into_it() throws Exception {
        write("first", "fresh\n");
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(saved(), elsewhere);

        gitDiff();
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(Files.isRegularFile(saved(), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void only_its_owner_can_read_the_file_also_when_all_could_read_the_one_before() throws Exception {
        write("first", "fresh\n");
        Files.writeString(saved(), "old");
        Files.setPosixFilePermissions(saved(), PosixFilePermissions.fromString("rw-rw-rw-"));

        gitDiff();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_folder_in_its_place_is_refused_in_one_line_and_gets_nothing() throws Exception {
        write("first", "fresh\n");
        Files.createDirectory(saved());

        assertThat(output(1, "/bin/sh", script())).contains(saved() + " is no file of yours");
        assertThat(saved()).isEmptyDirectory();
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(repository, programs, saved());
        }
    }

    private Path saved() {
        return folder.resolve("saved.txt");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(repository.resolve(name), text);
    }

    private void commit() throws Exception {
        run("git", "add", ".");
        run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", "one");
    }

    private String gitDiff() throws Exception {
        return run("/bin/sh", script());
    }

    private static String script() {
        return Path.of("src/main/scripts/git-diff.sh").toAbsolutePath().toString();
    }

    private String run(String... command) throws Exception {
        return output(0, command);
    }

    private String output(int exitCode, String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(repository.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_DIFF_FILE", saved().toString());
        if (command[0].equals("/bin/sh")) {
            builder.environment().put("PATH", programs.toString());
        }
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
        return output;
    }

    private static Path programOnPath(String name) {
        return List.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1)).stream()
                .map(entry -> Path.of(entry, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}

package io.agentrunner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;

/** Commands that start a class of ours in a running container. */
final class Commands {
    private static final String OURS = "io.agentrunner.";

    private Commands() {}

    /** Java with a class path of the image starts an existing class with a main method. */
    static void assertRunnable(List<String> command, String classPath, Collection<String> copied)
            throws ReflectiveOperationException {
        assertThat(command.getFirst()).isEqualTo("java");
        assertThat(command).as("little beside the server").contains("-Xmx16m");
        assertThat(command.get(command.indexOf("-cp") + 1)).isEqualTo(classPath);
        var name = command.get(ours(command));
        assertThat(copied).contains("classes/" + name.replace('.', '/') + ".class");
        var main = Class.forName(name).getMethod("main", String[].class);
        assertThat(Modifier.isStatic(main.getModifiers())).isTrue();
    }

    /** Returns the arguments of the class. */
    static List<String> arguments(List<String> command) {
        return command.subList(ours(command) + 1, command.size());
    }

    private static int ours(List<String> command) {
        for (var at = 0; at < command.size(); at++) {
            if (command.get(at).startsWith(OURS)) {
                return at;
            }
        }
        throw new AssertionError("No class of ours: " + command);
    }
}

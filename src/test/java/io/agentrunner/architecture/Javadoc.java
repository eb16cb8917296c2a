package io.agentrunner.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The Javadoc comments of a source file. */
record Javadoc(String source) {
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(?!/)(.*?)\\*/", Pattern.DOTALL);

    /** A word after the begin of a comment or a paragraph, a sentence, or the name of a parameter. */
    private static final Pattern QUESTION = Pattern.compile(
            "(?:^|<p>|<li>|[.!?]\\s|@return\\s|@param \\w+\\s)\\s*((?:What|Who|Whoever|Whether)\\b[^.]*)");

    static Javadoc read(Path file) {
        try {
            return new Javadoc(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Returns the sentences that begin with What, Who, Whoever or Whether and not with their subject. */
    List<String> sentencesWithoutSubject() {
        return COMMENT.matcher(source)
                .results()
                .map(comment -> comment.group(1).replaceAll("\\n\\s*\\*", "\n").strip())
                .flatMap(text -> QUESTION.matcher(text).results())
                .map(MatchResult::group)
                .toList();
    }
}

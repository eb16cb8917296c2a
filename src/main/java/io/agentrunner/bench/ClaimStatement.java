package io.agentrunner.bench;

import io.agentrunner.launcher.LaunchFailure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The application's own claim, from its named queries, for a session of the bench. For one thread. */
final class ClaimStatement {
    private static final String FILE = "META-INF/execution-queries.xml";
    private static final String NAME = "Run.claim";
    private static final Pattern PARAMETER = Pattern.compile("\\?(\\d)");

    private final Connection session;
    private final PreparedStatement statement;
    private final List<Integer> limits = new ArrayList<>();

    /**
     * @param aging queue.aging.seconds
     */
    ClaimStatement(Connection session, UUID node, int aging) throws SQLException {
        this.session = session;
        session.setAutoCommit(false);
        var query = text();
        statement = session.prepareStatement(PARAMETER.matcher(query).replaceAll("?"));
        // In the order of the query's numbers: the limit is set at each run
        var values = Map.<Integer, Object>of(
                2,
                node.toString(),
                3,
                "{\"node\":\"" + node + "\"}",
                4,
                10_000,
                5,
                session.createArrayOf("text", new String[] {"noop", "simple", "sleep"}),
                6,
                5,
                7,
                Long.MAX_VALUE,
                8,
                aging);
        var found = PARAMETER.matcher(query);
        for (var position = 1; found.find(); position++) {
            var number = Integer.parseInt(found.group(1));
            if (number == 1 || number == 9) {
                limits.add(position);
            } else if (number == 10) {
                // From the front of the queue.
                statement.setString(position, null);
            } else if (values.containsKey(number)) {
                statement.setObject(position, values.get(number));
            } else {
                throw new LaunchFailure(NAME + " has a parameter " + number + " that the bench does not know.");
            }
        }
    }

    /** Claims so many runs, and takes that back; returns how many it got. */
    int runAndUndo(int limit) throws SQLException {
        for (var position : limits) {
            statement.setInt(position, limit);
        }
        var claimed = 0;
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                // A claim that found nothing answers one row without a run.
                claimed += rows.getObject(1) == null ? 0 : 1;
            }
        } finally {
            session.rollback();
        }
        return claimed;
    }

    private static String text() {
        try (var file = ClaimStatement.class.getClassLoader().getResourceAsStream(FILE)) {
            var queries = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file)
                    .getElementsByTagName("named-native-query");
            for (var i = 0; i < queries.getLength(); i++) {
                if (queries.item(i) instanceof Element query
                        && query.getAttribute("name").equals(NAME)) {
                    return query.getTextContent();
                }
            }
            throw new LaunchFailure(FILE + " holds no query " + NAME + ".");
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new LaunchFailure(FILE + " cannot be read: " + e.getMessage(), e);
        }
    }
}

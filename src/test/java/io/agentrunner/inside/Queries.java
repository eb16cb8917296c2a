package io.agentrunner.inside;

import io.agentrunner.platform.sql.Statement;
import io.agentrunner.platform.sql.StatementFile;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;

/** Runs single named statements and rolls them back. Parameters are in the order of the statement's list. */
@Stateless
public class Queries {
    @Inject
    private io.agentrunner.platform.sql.Sql sql;

    @Resource
    private SessionContext session;

    public List<?> rows(String name, Object... parameters) {
        session.setRollbackOnly();
        return statement(name, parameters).rows();
    }

    public int change(String name, Object... parameters) {
        session.setRollbackOnly();
        return statement(name, parameters).update();
    }

    /** Returns the SQL of a statement with literals in place of its parameters, for a session of the test. */
    public static String text(String name, Object... literals) {
        return StatementFile.find(name)
                .with(Arrays.stream(literals).map(String::valueOf).toList());
    }

    private Statement statement(String name, Object... values) {
        var parameters = StatementFile.find(name).parameters();
        var statement = sql.named(name);
        for (var i = 0; i < values.length; i++) {
            statement.with(parameters.get(i), values[i]);
        }
        return statement;
    }
}

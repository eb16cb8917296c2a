package io.agentrunner.platform.database;

import org.eclipse.persistence.sessions.DatasourceLogin;
import org.eclipse.persistence.sessions.JNDIConnector;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Puts the {@link LaneConnector} in front of the persistence unit's data source. {@code persistence.xml} names this
 * class.
 */
public final class LaneCustomizer implements SessionCustomizer {
    @Override
    public void customize(Session session) {
        var login = (DatasourceLogin) session.getDatasourceLogin();
        login.setConnector(new LaneConnector(login.getConnector(), new JNDIConnector("jdbc/agentrunner-requests")));
    }
}

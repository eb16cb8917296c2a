package io.agentrunner.platform.database;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.Properties;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.persistence.sessions.Connector;
import org.eclipse.persistence.sessions.Session;

/**
 * Gives EclipseLink its connections, from the pool of the transaction's lane. Nearly all of the application's statements run
 * in transactions. A statement outside of a transaction uses the pool of its thread's lane and needs no place. Thread-safe.
 */
final class LaneConnector implements Connector {
    private static final long serialVersionUID = 1;

    private static final Places PLACES = new Places();

    private final Connector worker;
    private final Connector requests;

    LaneConnector(Connector worker, Connector requests) {
        this.worker = worker;
        this.requests = requests;
    }

    @Override
    public Connection connect(Properties properties, Session session) {
        var lane = laneOfTransaction();
        return (lane.isOfRequests() ? requests : worker).connect(properties, session);
    }

    private static Lane laneOfTransaction() {
        var transaction = Registry.TRANSACTION;
        if (transaction.getTransactionStatus() == Status.STATUS_NO_TRANSACTION) {
            return Lane.current();
        }
        var entered = (Lane) transaction.getResource(Lane.class);
        return entered == null ? enter(transaction, Lane.current()) : entered;
    }

    private static Lane enter(TransactionSynchronizationRegistry transaction, Lane lane) {
        PLACES.enter(lane);
        try {
            if (lane != Lane.WORKER) {
                transaction.registerInterposedSynchronization(new Leaving(lane));
            }
            transaction.putResource(Lane.class, lane);
            return lane;
        } catch (RuntimeException e) {
            PLACES.leave(lane);
            throw e;
        }
    }

    private record Leaving(Lane lane) implements Synchronization {
        @Override
        public void beforeCompletion() {
            // The connection is needed for the commit.
        }

        @Override
        public void afterCompletion(int status) {
            PLACES.leave(lane);
        }
    }

    /** Looked up once, at the first use. */
    private static final class Registry {
        static final TransactionSynchronizationRegistry TRANSACTION = find();

        // EclipseLink creates this class, so nothing can be injected. The name is a constant.
        @SuppressWarnings("BanJNDI")
        private static TransactionSynchronizationRegistry find() {
            try {
                return InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
            } catch (NamingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public Object clone() {
        // EclipseLink copies logins. The copies can share this object, since nobody changes it.
        return this;
    }

    @Override
    public void toString(PrintWriter writer) {
        writer.print(getConnectionDetails());
    }

    @Override
    public String getConnectionDetails() {
        return worker.getConnectionDetails() + ", for requests " + requests.getConnectionDetails();
    }
}

package io.agentrunner.stream;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.inject.Inject;

/** Opens the streams after the worker and closes them before it: so clients go to other nodes first when a node stops. */
@Singleton
@Startup
@DependsOn("Worker")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StreamLife {
    @Resource
    private ContextService contexts;

    @Inject
    private Streams streams;

    @PostConstruct
    void start() {
        streams.open(contexts::contextualRunnable);
    }

    @PreDestroy
    void stop() {
        streams.close();
    }
}

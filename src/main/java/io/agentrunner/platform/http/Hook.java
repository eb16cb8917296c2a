package io.agentrunner.platform.http;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

/** Implements an interface of the server that is not on the class path at compile time. */
abstract class Hook implements InvocationHandler {
    /** Returns the result of the method. */
    abstract Object on(String method, Object[] arguments) throws ReflectiveOperationException;

    @Override
    @SuppressWarnings("ReferenceEquality") // A hook equals only itself.
    public final Object invoke(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> getClass().getName();
            default -> on(method.getName(), arguments);
        };
    }
}

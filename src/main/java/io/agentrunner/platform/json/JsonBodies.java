package io.agentrunner.platform.json;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads and writes the JSON bodies of the REST interface with {@link Json}. Interceptors, since a server brings JSON
 * providers of its own, and which of several equal ones is asked changes from start to start.
 */
@Provider
public class JsonBodies implements ReaderInterceptor, WriterInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (isJson(context.getMediaType()) && isOurs(context.getType())) {
            return Json.read(context.getInputStream().readAllBytes(), context.getType());
        }
        return context.proceed();
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        if (isJson(context.getMediaType()) && isOurs(context.getType())) {
            context.setEntity(Json.MAPPER.writeValueAsBytes(context.getEntity()));
            context.setType(byte[].class);
            context.setGenericType(byte[].class);
        }
        context.proceed();
    }

    private static boolean isJson(MediaType type) {
        return type != null
                && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
    }

    private static boolean isOurs(Class<?> type) {
        return type != byte[].class
                && type != String.class
                && !InputStream.class.isAssignableFrom(type)
                && !StreamingOutput.class.isAssignableFrom(type);
    }
}

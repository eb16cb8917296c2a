package io.agentrunner.platform.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
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
 * Reads and writes the JSON bodies of the REST interface with {@link Json}. These are interceptors and not providers: the
 * server has its own JSON providers, and the choice between equal ones changes from start to start.
 */
@Provider
public class JsonBodies implements ReaderInterceptor, WriterInterceptor {
    /** Writes directly to the stream, so no response is built as one array. */
    private static final ObjectWriter WRITER = Json.MAPPER
            .writer()
            .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (context.getType() == byte[].class) {
            // The server's own reader doubles an array as it grows.
            return context.getInputStream().readAllBytes();
        }
        if (isJson(context.getMediaType()) && isOurs(context.getType())) {
            return Json.read(context.getInputStream().readAllBytes(), context.getType());
        }
        return context.proceed();
    }

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        if (isJson(context.getMediaType()) && isOurs(context.getType())) {
            var entity = context.getEntity();
            StreamingOutput written = out -> WRITER.writeValue(out, entity);
            context.setEntity(written);
            context.setType(StreamingOutput.class);
            context.setGenericType(StreamingOutput.class);
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

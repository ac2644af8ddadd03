package io.aegis.agent.outbound.gemini;

import io.quarkiverse.langchain4j.vertexai.runtime.gemini.VertxAiGeminiRestApi.ApiMetadata;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/**
 * The extension's own call, with the bodies as bytes: its records lose thought signatures on the way back and the reason
 * for a blocked prompt, and a body that cannot be read must be told apart from an answer that was never given (ADR 011).
 */
@Path("v1/projects/{projectId}/locations/{location}/publishers/{publisher}/models")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface GeminiApi {
    @POST
    @Path("{modelId}:generateContent")
    byte[] generateContent(byte[] request, @BeanParam ApiMetadata metadata);
}

package io.aegis.orchestrator.inbound.web;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Objects;

/** On pages, problems are for people; and what is on them is kept by nobody. */
@Provider
class PageErrors implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!Session.page(request.getUriInfo().getRequestUri().getPath())) {
            return;
        }
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        if (response.getEntity() instanceof HttpProblem problem) {
            String title = Objects.requireNonNullElse(problem.getTitle(), "That did not work");
            String detail = Objects.requireNonNullElse(problem.getDetail(), "");
            boolean fragment = request.getHeaderString("HX-Request") != null;
            String html = (fragment ? Templates.error$words(title, detail) : Templates.error(title, detail)).render();
            response.setEntity(html, null, MediaType.valueOf("text/html;charset=UTF-8"));
        }
    }
}

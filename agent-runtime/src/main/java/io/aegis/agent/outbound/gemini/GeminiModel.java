package io.aegis.agent.outbound.gemini;

import io.aegis.agent.AgentConfig;
import io.aegis.agent.application.Model.Busy;
import io.aegis.agent.application.PromptStore;
import io.aegis.agent.application.PromptStore.Kept;
import io.aegis.agent.application.ToolSpecification;
import io.aegis.agent.application.Toolbox;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.Fault;
import io.aegis.agent.domain.Paid;
import io.aegis.agent.domain.Run;
import io.aegis.contracts.Json;
import io.quarkiverse.langchain4j.gemini.common.GenerateContentRequest.SystemInstruction;
import io.quarkiverse.langchain4j.gemini.common.GenerateContentRequest.Tool;
import io.quarkiverse.langchain4j.gemini.common.GenerationConfig;
import io.quarkiverse.langchain4j.gemini.common.ModelAuthProviderFilter;
import io.quarkiverse.langchain4j.vertexai.runtime.gemini.VertxAiGeminiRestApi.ApiMetadata;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.VertxException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gemini on Vertex AI. One call is one request: nothing is tried twice here, since each try may be charged for. Who is told
 * to wait waits by a timer; a failure counts in the inbox.
 */
@ApplicationScoped
public class GeminiModel {
    private static final Logger LOG = Logger.getLogger(GeminiModel.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final BigDecimal NANOS_PER_TOKEN = BigDecimal.valueOf(1000);

    private final AgentConfig.Gemini config;
    private final Toolbox toolbox;
    private final PromptStore store;
    private final GeminiAccess access;
    private final Clock clock;

    private final Prompts prompts;
    private final GeminiApi api;
    private volatile @Nullable Briefing last;

    /** What the model is told beside the run. It changes when outside tools come or go. */
    private record Briefing(List<ToolSpecification> specifications, List<Tool> tools, Kept prompt) {}

    GeminiModel(AgentConfig config, Toolbox toolbox, PromptStore store, GeminiAccess access, Clock clock) {
        this.config = config.gemini();
        this.toolbox = toolbox;
        this.store = store;
        this.access = access;
        this.clock = clock;
        this.prompts = new Prompts(toolbox.agent().wireName());
        this.api = QuarkusRestClientBuilder.newBuilder()
                .baseUri(URI.create(this.config.url().orElseGet(() -> address(this.config.location()))))
                .connectTimeout(this.config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(this.config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .register(new ModelAuthProviderFilter(this.config.model()))
                .build(GeminiApi.class);
    }

    private static Kept prompt(Prompts prompts, List<ToolSpecification> tools) {
        String text =
                prompts.instructions() + "\n\n# Message\n\n" + prompts.turn() + "\n\n# Tools\n\n" + Json.text(tools);
        return new Kept(Json.hash(text), prompts.version(), text);
    }

    private static String address(String location) {
        return location.equals("global")
                ? "https://aiplatform.googleapis.com"
                : "https://%s-aiplatform.googleapis.com".formatted(location);
    }

    /** The model's next answer; see {@link io.aegis.agent.application.Model#next}. */
    public ModelAnswered next(Run run) {
        Optional<String> problem = access.problem();
        if (problem.isPresent()) {
            throw new Busy("gemini cannot be used: " + problem.get(), GeminiAccess.lookAgain());
        }
        Briefing told = briefing();
        GeminiRequest request = new GeminiRequest(
                Transcript.of(run, prompts.opening(run.ask())),
                SystemInstruction.ofContent(List.of(prompts.instructions())),
                told.tools(),
                GeminiRequest.ToolConfig.ANY,
                GenerationConfig.builder()
                        .maxOutputTokens(config.answerTokens())
                        .build());
        try {
            return answered(api.generateContent(Json.bytes(request), metadata()), told.prompt());
        } catch (WebApplicationException e) {
            return refused(e.getResponse());
        } catch (ProcessingException | VertxException e) {
            throw new NoAnswer("gemini gave no answer: " + kind(e));
        }
    }

    private Briefing briefing() {
        List<ToolSpecification> specifications = Stream.concat(
                        toolbox.specifications().stream(), Stream.of(ReplyTool.specification()))
                .toList();
        Briefing known = last;
        if (known != null && known.specifications().equals(specifications)) {
            return known;
        }
        Briefing fresh = new Briefing(
                specifications,
                List.of(new Tool(
                        specifications.stream().map(GeminiSchema::declaration).toList())),
                prompt(prompts, specifications));
        store.keep(fresh.prompt());
        last = fresh;
        return fresh;
    }

    private ApiMetadata metadata() {
        return ApiMetadata.builder()
                .projectId(config.project().orElseThrow())
                .location(config.location())
                .publisher("google")
                .modelId(config.model())
                .build();
    }

    private ModelAnswered answered(byte[] body, Kept prompt) {
        GeminiAnswer answer;
        try {
            answer = Json.read(body, GeminiAnswer.class);
        } catch (Json.Unreadable e) {
            throw new NoAnswer("gemini's answer cannot be read: " + e.getMessage());
        }
        return new ModelAnswered(
                config.model(),
                prompt.version(),
                toolbox.policyVersion(),
                answer.answer(),
                new Paid(
                        prompt.hash(),
                        answer.finish(),
                        answer.tokensIn(),
                        answer.tokensOut(),
                        cost(answer),
                        answer.content(),
                        answer.reported()));
    }

    private long cost(GeminiAnswer answer) {
        return config.priceIn()
                .multiply(BigDecimal.valueOf(answer.tokensIn()))
                .add(config.priceOut().multiply(BigDecimal.valueOf(answer.tokensOut())))
                .multiply(NANOS_PER_TOKEN)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private ModelAnswered refused(Response response) {
        int status = response.getStatus();
        return switch (status) {
            case 429 -> throw new Busy("gemini has too much to do (429)", pause(response));
            case 503 -> {
                if (response.getHeaderString("Retry-After") != null) {
                    throw new Busy("gemini is away (503)", pause(response));
                }
                throw new NoAnswer("gemini answered 503");
            }
            case 401, 403 ->
                throw new Busy(
                        "gemini does not let us in (%d): look at the credentials and their rights".formatted(status),
                        GeminiAccess.lookAgain());
            case 400, 404, 413 -> {
                LOG.errorf("gemini does not accept the request, status=%d model=%s", status, config.model());
                yield new ModelAnswered(
                        config.model(),
                        prompts.version(),
                        toolbox.policyVersion(),
                        new ModelAnswer.Unusable(Fault.REFUSED));
            }
            default -> throw new NoAnswer("gemini answered " + status);
        };
    }

    /** As long as it says, in seconds or until a time, within bounds; ten seconds when it does not say. */
    private Duration pause(Response response) {
        String told = response.getHeaderString("Retry-After");
        Duration pause = told == null ? PAUSE : pause(told.strip());
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.isPositive() ? pause : PAUSE;
    }

    private Duration pause(String told) {
        try {
            return told.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(told))
                    : Duration.between(clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(told)));
        } catch (DateTimeException e) {
            return PAUSE;
        }
    }

    private static String kind(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName();
    }

    /** No answer came, or none that can be read. The next attempt asks again. */
    static final class NoAnswer extends RuntimeException {
        NoAnswer(String message) {
            super(message);
        }
    }
}

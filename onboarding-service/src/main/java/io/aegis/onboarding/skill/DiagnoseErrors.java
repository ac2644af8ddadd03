package io.aegis.onboarding.skill;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.Skill;
import io.aegis.agent.domain.ToolCall;
import io.aegis.agent.domain.Tools;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.UsageSummary;
import io.aegis.onboarding.domain.Diagnosis;
import io.aegis.onboarding.domain.Diagnosis.Cause;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out why calls fail, from the calls and keys there are, and offers what mends it. */
@ApplicationScoped
class DiagnoseErrors implements Skill {
    @Override
    public Set<Intent> intents() {
        return Set.of(Intent.DIAGNOSE_ERRORS);
    }

    @Override
    public ModelAnswer next(Situation situation) {
        Optional<CustomerSnapshot> profile = situation.profile();
        Optional<UsageSummary> usage = situation.usage();
        if (profile.isEmpty() || usage.isEmpty()) {
            return ModelAnswer.CallTools.of(ToolCall.of(Tools.PROFILE), ToolCall.of(Tools.USAGE));
        }
        Diagnosis diagnosis = Diagnosis.of(profile.get(), usage.get());
        Finding finding = finding(diagnosis.cause());
        return new ModelAnswer.Say(
                Replies.diagnosed(diagnosis.evidence(), finding.cause, finding.advice)
                        .render()
                        .strip(),
                finding.offers);
    }

    private record Finding(String cause, String advice, List<Offer> offers) {
        static Finding of(String cause, String advice, Offer... offers) {
            return new Finding(cause, advice, List.of(offers));
        }
    }

    private static Finding finding(Cause cause) {
        return switch (cause) {
            case Cause.NoCalls none ->
                Finding.of(
                        "No call of yours reached us.",
                        "The requests end before they get to the API: check the host name, a proxy or firewall on the way, and TLS.");
            case Cause.FewErrors few ->
                Finding.of(
                        "Nearly all calls succeed.",
                        "If one call in particular fails, tell me its endpoint and the message it returns.");
            case Cause.NoProductionKey none ->
                Finding.of(
                        "The rejected calls go to the production environment, and you have no production key yet: a test key is "
                                + "not valid there.",
                        "Point the client at the sandbox, or ask for a production key. I can ask for it now.",
                        issue(Environment.PRODUCTION));
            case Cause.WrongEnvironment wrong ->
                Finding.of(
                        "The key ending in %s is a %s key, and it is used in the %s environment."
                                .formatted(
                                        wrong.keyHint(),
                                        wrong.keyOf().wireName(),
                                        wrong.calledIn().wireName()),
                        "Use it in the %s environment, or take a key made for %s. I can ask for one now."
                                .formatted(
                                        wrong.keyOf().wireName(),
                                        wrong.calledIn().wireName()),
                        issue(wrong.calledIn()));
            case Cause.UnknownKey unknown ->
                Finding.of(
                        "The rejected calls carry a key ending in %s, which is none of yours."
                                .formatted(unknown.keyHint()),
                        "It was mistyped, cut off or belongs to another account. Put one of your keys in its place; I can issue a new "
                                + "one now.",
                        issue(unknown.environment()));
            case Cause.RejectedKey rejected ->
                Finding.of(
                        "Calls to the %s environment arrive without a valid key."
                                .formatted(rejected.environment().wireName()),
                        "Send the key as the user name of HTTP basic authentication, with an empty password. If you are unsure of the "
                                + "key, I can issue a new one now.",
                        issue(rejected.environment()));
            case Cause.NotAllowed notAllowed ->
                Finding.of(
                        "The key is good, but it may not use %s.".formatted(notAllowed.endpoint()),
                        "A person has to look at what the key may do. I can open a ticket.",
                        ticket("Key may not use " + notAllowed.endpoint(), "normal"));
            case Cause.WrongAddress wrong ->
                Finding.of(
                        "There is nothing at %s.".formatted(wrong.endpoint()),
                        "Check the path, the version in it and the method.");
            case Cause.BadRequests bad ->
                Finding.of(
                        "%s answers %d: it does not accept the parameters.".formatted(bad.endpoint(), bad.status()),
                        "The response body names the parameter that is wrong.");
            case Cause.TooManyCalls many ->
                Finding.of(
                        "You call faster than your plan allows.",
                        "Wait as long as the Retry-After header says, and spread the calls.");
            case Cause.OurFault ours ->
                Finding.of(
                        "%s answers %d: that is a fault on our side.".formatted(ours.endpoint(), ours.status()),
                        "You did nothing wrong. I can open a ticket of high priority.",
                        ticket("%s answers %d".formatted(ours.endpoint(), ours.status()), "high"));
        };
    }

    private static Offer issue(Environment environment) {
        return new Offer(
                "fix",
                environment == Environment.PRODUCTION ? "Ask for a production key" : "Issue a new test key",
                "key.issue",
                Json.object().put("environment", environment.wireName()));
    }

    private static Offer ticket(String subject, String priority) {
        return new Offer(
                "fix",
                "Open a ticket",
                "ticket.open",
                Json.object()
                        .put("subject", subject)
                        .put("body", "Found while looking into failing API calls.")
                        .put("priority", priority));
    }
}

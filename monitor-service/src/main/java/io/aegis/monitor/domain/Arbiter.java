package io.aegis.monitor.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides what goes out. Pure: the same occasion in the same situation gets the same verdict. */
public record Arbiter(ContactPolicy contacts) {
    /**
     * Whether to step in now. What is tested first is what concerns the occasion, then what concerns the customer's peace,
     * and last who is held out: so those contacted and those held out are alike in everything before.
     *
     * @param variant chooses among the playbook's messages, empty when all were stopped; asked only when one is to be said
     */
    public Verdict decide(
            Occasion occasion, Playbook playbook, Situation situation, Supplier<Optional<String>> variant) {
        Instant now = situation.now();
        Optional<String> unfit = playbook.unfit(occasion, situation.customer(), now);
        if (unfit.isPresent()) {
            return new Verdict.Pass(unfit.get());
        }
        Optional<String> unsayable = unsayable(occasion, playbook, situation);
        if (unsayable.isPresent()) {
            return new Verdict.Pass(unsayable.get());
        }
        Optional<Instant> tooSoon =
                situation.approached().filter(last -> !playbook.cooldown().over(last, now));
        if (tooSoon.isPresent()) {
            return new Verdict.Suppress(
                    "it was raised at %s and the cooldown is %s".formatted(tooSoon.get(), playbook.cooldown()));
        }
        if (situation.refuses() != null) {
            return new Verdict.Suppress(situation.refuses());
        }
        Optional<ContactPolicy.Wait> wait = contacts.wait(situation.contacts(), situation.zone(), now);
        if (wait.isPresent()) {
            return wait.get().until().isAfter(playbook.lapse(occasion))
                    ? new Verdict.Suppress(wait.get().reason() + ", and it lapses at " + playbook.lapse(occasion))
                    : new Verdict.Postpone(wait.get().until(), wait.get().reason());
        }
        if (HoldOut.holds(playbook.id(), playbook.holdOut(), occasion.customer())) {
            return new Verdict.HoldOut(
                    "one of the %d %% who are not contacted, to measure what it does".formatted(playbook.holdOut()));
        }
        return variant.get()
                .map(chosen -> say(occasion, playbook, situation, chosen))
                .orElseGet(() -> new Verdict.Suppress("all its messages were stopped, since they did harm"));
    }

    private static Verdict say(Occasion occasion, Playbook playbook, Situation situation, String variant) {
        return switch (word(occasion, playbook, situation, variant)) {
            case Message.Worded.Said said ->
                new Verdict.Raise(variant, said.text(), said.letter(), playbook.because(occasion));
            case Message.Worded.Unsayable unsayable -> new Verdict.Pass(unsayable.why());
        };
    }

    /** Tested for every variant, so that it does not depend on the choice who is spoken to. */
    private static Optional<String> unsayable(Occasion occasion, Playbook playbook, Situation situation) {
        return playbook.variants().stream()
                .map(variant -> word(occasion, playbook, situation, variant))
                .filter(Message.Worded.Unsayable.class::isInstance)
                .map(unsayable -> ((Message.Worded.Unsayable) unsayable).why())
                .findFirst();
    }

    private static Message.Worded word(Occasion occasion, Playbook playbook, Situation situation, String variant) {
        Message message = playbook.messages().get(variant);
        if (message == null) {
            throw new IllegalArgumentException("no variant " + variant + " of " + playbook.id());
        }
        return message.word(situation.customer(), occasion.happening().traits());
    }
}

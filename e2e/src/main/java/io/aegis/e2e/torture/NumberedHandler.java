package io.aegis.e2e.torture;

import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** Appends each number and passes it on: soundly, or in one of the broken ways to publish. */
@ApplicationScoped
class NumberedHandler implements MessageHandler<Numbered> {
    /** Every so many of a customer's messages claim to need more than their commit, so that all ways are gone. */
    private static final int BY_THE_WORKER = 5;

    private final Ledger ledger;
    private final DirectSender sender;
    private final Death death;
    private final TortureConfig config;

    NumberedHandler(Ledger ledger, DirectSender sender, Death death, TortureConfig config) {
        this.ledger = ledger;
        this.sender = sender;
        this.death = death;
        this.config = config;
    }

    @Override
    public Class<Numbered> handles() {
        return Numbered.class;
    }

    @Override
    public boolean onlyCommits(Numbered numbered) {
        return switch (config.variant()) {
            case SOUND -> numbered.number() % BY_THE_WORKER != 0;
            // Several commits at a time, which is when a remembered id errs.
            case CURSOR_RELAY -> true;
            case PUBLISH_AFTER_COMMIT, NO_INBOX, ROW_BY_ROW -> false;
        };
    }

    @Override
    public void handle(Numbered numbered, Delivery delivery) {
        switch (config.variant()) {
            case SOUND ->
                delivery.commit(unit -> {
                    ledger.append(numbered);
                    config.to().ifPresent(topic -> unit.publish(topic, numbered));
                });
            case PUBLISH_AFTER_COMMIT -> {
                delivery.commit(unit -> ledger.append(numbered));
                death.comes();
                sender.send(numbered);
            }
            case CURSOR_RELAY ->
                delivery.commit(unit -> {
                    ledger.append(numbered);
                    ledger.putOut(numbered);
                    ledger.dawdle(numbered);
                });
            case NO_INBOX, ROW_BY_ROW -> throw new IllegalStateException("not worked by a handler");
        }
    }
}

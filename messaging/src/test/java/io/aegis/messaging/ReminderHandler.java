package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;

/** Treats a reminder as a note without a wish. */
@ApplicationScoped
class ReminderHandler implements MessageHandler<Reminder> {
    private final NoteHandler notes;

    ReminderHandler(NoteHandler notes) {
        this.notes = notes;
    }

    @Override
    public Class<Reminder> handles() {
        return Reminder.class;
    }

    @Override
    public void handle(Reminder reminder, Delivery delivery) {
        notes.handle(new Note(reminder.customer(), reminder.number(), ""), delivery);
    }
}

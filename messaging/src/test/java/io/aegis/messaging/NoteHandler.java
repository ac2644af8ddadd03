package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Writes each note down and answers it; a test can put something before that, by the note's wish. */
@ApplicationScoped
class NoteHandler implements MessageHandler<Note> {
    private final Database database;
    private final Map<String, BiConsumer<Note, UnitOfWork>> wishes = new ConcurrentHashMap<>();
    private final Map<Note, List<Integer>> besides = new ConcurrentHashMap<>();
    private final Map<Note, List<Integer>> within = new ConcurrentHashMap<>();

    NoteHandler(Database database) {
        this.database = database;
    }

    /** What the worker says is worked in one transaction with this note, by numbers; nothing when it is worked alone. */
    List<Integer> besides(Note note) {
        return besides.getOrDefault(note, List.of());
    }

    /** The same inside the transaction. */
    List<Integer> within(Note note) {
        return within.getOrDefault(note, List.of());
    }

    void on(String wish, BiConsumer<Note, UnitOfWork> fulfil) {
        wishes.put(wish, fulfil);
    }

    @Override
    public Class<Note> handles() {
        return Note.class;
    }

    @Override
    public boolean onlyCommits(Note note) {
        return note.wish().isEmpty() || note.wish().startsWith("together");
    }

    @Override
    public void handle(Note note, Delivery delivery) {
        besides.put(note, numbers(delivery));
        delivery.commit(unit -> {
            within.put(note, numbers(delivery));
            wishes.getOrDefault(note.wish(), (n, u) -> {}).accept(note, unit);
            database.update(
                    "insert into handled (customer, number) values (?, ?)",
                    note.customer().value(),
                    note.number());
            unit.publish("test.out", new Echo(note.customer(), note.number()));
        });
    }

    private static List<Integer> numbers(Delivery delivery) {
        return delivery.together(Note.class).stream().map(Note::number).toList();
    }
}

package io.aegis.monitor.application;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Playbooks as they were written, all versions of them. Takes part in the caller's transaction. */
public interface PlaybookStore {
    /** Changes with every change; what was read under one revision is in force until there is another. */
    long revision();

    /** Waits for other writers, so that changes come one after the other. They are visible under a new revision. */
    void lock();

    List<Kept> latest();

    Optional<Kept> latest(String playbook);

    /** Oldest first. */
    List<Version> versions(String playbook);

    /** Adds the version, which is the latest then. */
    void add(String playbook, Version version, boolean enabled);

    void enable(String playbook, boolean enabled);

    void note(String playbook, Change change);

    /** Newest first. */
    List<Change> changes(String playbook, int limit);

    /** A playbook in its latest version. */
    record Kept(String playbook, Version version, boolean enabled) {}

    /**
     * @param text as it was written
     * @param by the user, or {@link Shelf#PACKAGED}
     */
    record Version(int number, String text, String by, Instant at) {}

    /**
     * @param what was done, in plain words
     * @param reason where one was given
     */
    record Change(
            int version, String what, String by, @Nullable String reason, Instant at) {}
}

package io.aegis.orchestrator.application;

/** What another service said to a question. */
public sealed interface Answer<T> {
    record Given<T>(T value) implements Answer<T> {}

    /** It understood and said no, or not now; its words are for the user. */
    record Declined<T>(String words) implements Answer<T> {}

    /** It is down, too slow, or not making sense. */
    record Unreachable<T>() implements Answer<T> {}
}

package io.aegis.state.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was last said about one thing. Of two words the one about the later time counts; of two about the same time the
 * greater value does, so that the order in which they come never matters.
 *
 * @param at when it was so
 */
public record LastWord<T extends Comparable<? super T>>(T value, Instant at) {

    /** The one of the two that counts. */
    static <T extends Comparable<? super T>> @Nullable LastWord<T> later(
            @Nullable LastWord<T> one, @Nullable LastWord<T> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        int order = one.at.equals(other.at) ? one.value.compareTo(other.value) : one.at.compareTo(other.at);
        return order < 0 ? other : one;
    }

    /** The word after another one; one that says nothing changes nothing. */
    static <T extends Comparable<? super T>> @Nullable LastWord<T> after(
            @Nullable LastWord<T> known, @Nullable T told, Instant at) {
        return told == null ? known : later(known, new LastWord<>(told, at));
    }

    static <T extends Comparable<? super T>> @Nullable T valueOf(@Nullable LastWord<T> word) {
        return word == null ? null : word.value;
    }

    static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }

    static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    /** True when the moment is there, and nothing at or after it undoes it. */
    static boolean stands(@Nullable Instant moment, @Nullable Instant undone) {
        return moment != null && (undone == null || moment.isAfter(undone));
    }
}

package io.aegis.query.domain;

/**
 * A passage as it is searched.
 *
 * @param also words that customers use for it and its text does not; they are searched, and not shown
 */
public record Section(Passage passage, String also) {}

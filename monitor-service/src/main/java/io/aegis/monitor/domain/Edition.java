package io.aegis.monitor.domain;

/**
 * One version of a playbook. A version never changes; what it began, it finishes.
 *
 * @param inForce true for the latest version of a playbook that is enabled: only it begins anything
 */
public record Edition(Playbook playbook, int version, boolean inForce) {}

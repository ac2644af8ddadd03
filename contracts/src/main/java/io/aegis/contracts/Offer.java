package io.aegis.contracts;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An action that a reply offers. Accepting it proposes the action; the gate decides as for any other.
 *
 * @param id unique within the turn
 * @param label what the button says
 * @param type the action's type in the catalogue
 */
public record Offer(String id, String label, String type, ObjectNode arguments) {}

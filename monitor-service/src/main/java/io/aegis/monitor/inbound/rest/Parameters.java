package io.aegis.monitor.inbound.rest;

import io.aegis.contracts.CustomerId;
import jakarta.ws.rs.BadRequestException;

/** What callers give in an address, as it is meant. */
final class Parameters {
    private static final int MOST = 200;

    private Parameters() {}

    static CustomerId customer(String text) {
        try {
            return new CustomerId(text);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("a customer id is 1 to 120 letters, digits or ._:@+-", e);
        }
    }

    static int limit(String text) {
        return number("limit", text, MOST);
    }

    static int number(String name, String text, int most) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new BadRequestException(name + " is 1 to " + most);
        }
        return Integer.parseInt(text);
    }
}

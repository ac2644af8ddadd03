package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.state.application.CustomerStore.After;
import jakarta.ws.rs.BadRequestException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The place where a page of customers ended, as callers hand it back: they are not to look into it.
 *
 * @param sort the order that it is a place in
 */
record Cursor(String sort, String key, String customer) {
    static @Nullable String of(String sort, @Nullable After place) {
        return place == null
                ? null
                : Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Json.bytes(
                                new Cursor(sort, place.key(), place.customer().value())));
    }

    static @Nullable After read(String sort, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Cursor cursor = Json.read(Base64.getUrlDecoder().decode(text), Cursor.class);
            if (!cursor.sort.equals(sort)) {
                throw new BadRequestException("after comes from a list in another order");
            }
            if (sort.endsWith("score")) {
                Integer.parseInt(cursor.key);
            }
            return new After(Parameters.printable("after", cursor.key), new CustomerId(cursor.customer));
        } catch (IllegalArgumentException | Json.Unreadable e) {
            throw new BadRequestException("after is what the page before said as next", e);
        }
    }
}

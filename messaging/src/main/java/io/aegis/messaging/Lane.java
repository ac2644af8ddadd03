package io.aegis.messaging;

import io.aegis.contracts.CustomerId;

/** Customers are hashed into lanes; a lane is worked by one replica at a time. */
final class Lane {
    static final int COUNT = 64;

    private Lane() {}

    static short of(CustomerId customer) {
        return (short) Math.floorMod(customer.value().hashCode(), COUNT);
    }
}

package io.aegis.e2e.simulate;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Chance that is the same for the same seed, customer and matter, in whatever order they are asked: what one customer draws
 * does not depend on the others, or on how often Aegis spoke.
 */
record Dice(long seed) {
    private static final int SPREAD = 32;

    /** @return 0 to 1 */
    double roll(String customer, String matter) {
        return random(customer, matter).nextDouble();
    }

    boolean falls(double chance, String customer, String matter) {
        return roll(customer, matter) < chance;
    }

    private SplittableRandom random(String customer, String matter) {
        return new SplittableRandom(seed * 31 + (hash(customer) << SPREAD ^ hash(matter)));
    }

    private static long hash(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}

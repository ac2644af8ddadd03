package io.aegis.monitor.domain;

/**
 * A value and how far it may be off.
 *
 * @param value between low and high
 */
public record Interval(double value, double low, double high) {
    public static final double Z_95 = 1.959964;
    public static final double Z_99 = 2.575829;

    /**
     * A share with its score interval (Wilson 1927, without correction for continuity).
     *
     * @param z 1.96 for 95 %
     */
    public static Interval share(long reached, long of, double z) {
        if (of <= 0 || reached < 0 || reached > of) {
            throw new IllegalArgumentException("a share is of something");
        }
        double n = of;
        double p = reached / n;
        double square = z * z;
        double middle = (2 * reached + square) / (2 * (n + square));
        double half = z * Math.sqrt(square + 4 * reached * (1 - p)) / (2 * (n + square));
        return new Interval(p, Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /** The difference of two independent shares (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10). */
    public Interval minus(Interval other) {
        double difference = value - other.value;
        return new Interval(
                difference,
                difference - Math.hypot(value - low, other.high - other.value),
                difference + Math.hypot(high - value, other.value - other.low));
    }
}

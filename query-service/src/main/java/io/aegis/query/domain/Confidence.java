package io.aegis.query.domain;

/**
 * How sure it is that a passage answers a question. The value is a logistic regression over questions of which half have no
 * answer in the pages; CalibrationTest fits it again to one half of
 * the questions, and says how it does on the other.
 *
 * @param likeness the cosine of the two texts' vectors, from -1 to 1
 * @param coverage the part of the question's words that the passage speaks of, rare words counting more; from 0 to 1
 */
public record Confidence(double likeness, double coverage) {
    private static final double BIAS = -5.6;
    private static final double PER_LIKENESS = 5.0;
    private static final double PER_COVERAGE = 8.6;

    /** From 0 to 1: of the passages with this value, about this part are answers. */
    public double value() {
        return 1 / (1 + Math.exp(-(BIAS + PER_LIKENESS * likeness + PER_COVERAGE * coverage)));
    }

    /** An answer is more likely right than wrong. */
    public boolean isEnough() {
        return value() >= 0.5;
    }
}

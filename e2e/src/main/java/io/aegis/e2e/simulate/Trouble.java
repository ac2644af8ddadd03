package io.aegis.e2e.simulate;

/** What stands between a customer and the next step. */
enum Trouble {
    NONE(0),
    /** Has a key and makes no call. */
    STUCK(0.06),
    /** A third of the calls fail. */
    ERRORS(0.10),
    /** Uses it less each day, and nobody logs in. */
    DECLINE(0.04),
    /** The card is refused. */
    PAYMENT(0.15);

    /** For people: stuck, errors, decline, payment. */
    static final String ALONE = "17 (stuck), 10 (errors), 25 (decline), 7 (payment)";

    /** The chance of a day that it is over without anybody's help. */
    final double overAlone;

    Trouble(double overAlone) {
        this.overAlone = overAlone;
    }
}

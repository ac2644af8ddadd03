package io.aegis.contracts;

/**
 * An amount of money in the currency's smallest unit (cents), so that it adds up exactly.
 *
 * @param currency ISO 4217 code
 */
public record Money(long minorUnits, String currency) {
    public Money {
        if (!currency.matches("[A-Z]{3}")) {
            throw new IllegalArgumentException("a currency is three capital letters (ISO 4217)");
        }
    }
}

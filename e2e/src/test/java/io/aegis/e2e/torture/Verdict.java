package io.aegis.e2e.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What became of the numbers 0 to n-1 of each customer.
 *
 * @param lost never arrived
 * @param doubled arrived again
 * @param misplaced arrived after a higher number of their customer
 */
record Verdict(long lost, long doubled, long misplaced) {
    static final Verdict SOUND = new Verdict(0, 0, 0);

    /** @param arrived each customer's numbers in the order of arrival */
    static Verdict of(Map<String, List<Integer>> arrived, int customers, int each) {
        long lost = (long) (customers - arrived.size()) * each;
        long doubled = 0;
        long misplaced = 0;
        for (List<Integer> numbers : arrived.values()) {
            List<Integer> first = new ArrayList<>(numbers.stream().distinct().toList());
            doubled += numbers.size() - first.size();
            lost += each - first.size();
            int highest = -1;
            for (int number : first) {
                if (number < highest) {
                    misplaced++;
                }
                highest = Math.max(highest, number);
            }
        }
        return new Verdict(lost, doubled, misplaced);
    }
}

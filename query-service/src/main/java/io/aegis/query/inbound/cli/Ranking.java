package io.aegis.query.inbound.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Documents as they were ranked for one question, and what people judged of them. The measures are those of trec_eval: a
 * document without a judgement is not relevant, and the gain of a relevant one is its grade.
 */
record Ranking(List<String> documents, Map<String, Integer> grades) {
    /** The part of the relevant documents that is among the first {@code depth}. */
    double recall(int depth) {
        long relevant = grades.values().stream().filter(grade -> grade > 0).count();
        return (double) first(depth).filter(i -> grade(i) > 0).count() / relevant;
    }

    /**
     * The gains of the first {@code depth}, each divided by the binary logarithm of its rank plus 1, against those of the
     * best order there is (Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, 2002).
     */
    double ndcg(int depth) {
        List<Integer> best = grades.values().stream()
                .filter(grade -> grade > 0)
                .sorted(Comparator.reverseOrder())
                .limit(depth)
                .toList();
        double ideal = IntStream.range(0, best.size())
                .mapToDouble(i -> best.get(i) / log2(i + 2))
                .sum();
        return first(depth).mapToDouble(i -> grade(i) / log2(i + 2)).sum() / ideal;
    }

    /** One, divided by the rank of the first relevant document of the first {@code depth}; 0 without one. */
    double reciprocalRank(int depth) {
        return first(depth)
                .filter(i -> grade(i) > 0)
                .mapToDouble(i -> 1.0 / (i + 1))
                .findFirst()
                .orElse(0);
    }

    private IntStream first(int depth) {
        return IntStream.range(0, Math.min(depth, documents.size()));
    }

    private int grade(int position) {
        return Math.max(0, grades.getOrDefault(documents.get(position), 0));
    }

    private static double log2(int number) {
        return Math.log(number) / Math.log(2);
    }
}

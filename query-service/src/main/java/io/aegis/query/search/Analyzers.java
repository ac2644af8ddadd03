package io.aegis.query.search;

import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;

/** How text becomes terms. Both stem alike, so that a term of one is a term of the other. */
final class Analyzers {
    /** Every word but the emptiest: what is indexed. */
    static final Analyzer WORDS = new EnglishAnalyzer();

    /** Without the words that people ask with and that say nothing about what is asked: what is searched for. */
    static final Analyzer TELLING = new EnglishAnalyzer(askingWords());

    private Analyzers() {}

    private static CharArraySet askingWords() {
        CharArraySet words = new CharArraySet(
                List.of(
                        ("i i'm me my mine we our us you your it's its he she they them this that what what's which who whom whose when "
                                        + "where why how can could do does did done doing am are is was were be been being has have had having will "
                                        + "would should shall may might must please tell explain show know mean need want like get got let "
                                        + "about any some all there here from with without so than too very just also if then because while "
                                        + "happen happens handle handled deal work works thing things way question docs documentation chargebee aegis hi hello")
                                .split(" ")),
                true);
        words.addAll(EnglishAnalyzer.getDefaultStopSet());
        return words;
    }
}

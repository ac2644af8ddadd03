package io.aegis.query.outbound;

import io.aegis.query.application.Documentation;
import io.aegis.query.domain.Passage;
import io.aegis.query.outbound.MarkdownPage.Section;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * The packaged pages in a Lucene index in memory, made at the start. BM25 ranks the sections; whether the best one is an
 * answer at all is decided by how much of the question it speaks of.
 */
@Startup
@ApplicationScoped
class LuceneDocumentation implements Documentation {
    /** The part of a question, rare words counting more, that a section must speak of. Lower answers more, and more wrongly. */
    private static final double ENOUGH = 0.52;

    /** What a word counts that a section mentions, against one that it is about. */
    private static final double MENTIONED = 0.5;

    private static final int MOST_TERMS = 32;
    private static final String EVERYTHING = "everything";
    private static final String POSITION = "position";
    private static final Map<String, Float> WEIGHTS = Map.of("title", 1.5f, "section", 2.5f, "also", 2f, "text", 1f);

    private final Analyzer analyzer = new EnglishAnalyzer(emptyWords());
    private final List<Indexed> sections = new ArrayList<>();
    private final IndexSearcher searcher;

    /**
     * @param about the analysed words of its title, its heading and what customers call it
     * @param mentions those of its text
     */
    private record Indexed(Passage passage, Set<String> about, Set<String> mentions) {
        double speaksOf(String term) {
            return about.contains(term) ? 1 : mentions.contains(term) ? MENTIONED : 0;
        }
    }

    LuceneDocumentation() {
        ByteBuffersDirectory memory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(memory, new IndexWriterConfig(analyzer))) {
            for (MarkdownPage page : MarkdownPage.packaged()) {
                for (Section section : page.sections()) {
                    index(section, writer);
                }
            }
            writer.commit();
            searcher = new IndexSearcher(DirectoryReader.open(memory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Passage> search(String question, int most) {
        List<String> asked = terms(question).stream().limit(MOST_TERMS).toList();
        if (asked.isEmpty()) {
            return List.of();
        }
        try {
            List<Passage> found = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(query(asked), 2 * most).scoreDocs) {
                Indexed section = sections.get(searcher.storedFields()
                        .document(hit.doc)
                        .getField(POSITION)
                        .numericValue()
                        .intValue());
                if (found.size() < most && covered(asked, section) >= ENOUGH) {
                    found.add(section.passage);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void index(Section section, IndexWriter writer) throws IOException {
        Passage passage = section.passage();
        String about = String.join("\n", passage.title(), passage.section(), section.also());
        Document document = new Document();
        document.add(new StoredField(POSITION, sections.size()));
        document.add(new TextField("title", passage.title(), Field.Store.NO));
        document.add(new TextField("section", passage.section(), Field.Store.NO));
        document.add(new TextField("also", section.also(), Field.Store.NO));
        document.add(new TextField("text", passage.text(), Field.Store.NO));
        document.add(new TextField(EVERYTHING, about + "\n" + passage.text(), Field.Store.NO));
        writer.addDocument(document);
        sections.add(new Indexed(passage, terms(about), terms(passage.text())));
    }

    private static Query query(List<String> terms) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String term : terms) {
            List<Query> places = WEIGHTS.entrySet().stream()
                    .<Query>map(
                            place -> new BoostQuery(new TermQuery(new Term(place.getKey(), term)), place.getValue()))
                    .toList();
            any.add(new DisjunctionMaxQuery(places, 0.2f), BooleanClause.Occur.SHOULD);
        }
        return any.build();
    }

    /** From 0, none of the question, to 1, all of it. */
    private double covered(List<String> asked, Indexed section) throws IOException {
        double all = 0;
        double there = 0;
        for (String term : asked) {
            double rarity = rarity(term);
            all += rarity;
            there += rarity * section.speaksOf(term);
        }
        return there / all;
    }

    /** BM25's inverse document frequency; a word that no page knows is the rarest of all. */
    private double rarity(String term) throws IOException {
        int with = searcher.getIndexReader().docFreq(new Term(EVERYTHING, term));
        return Math.log(1 + (sections.size() - with + 0.5) / (with + 0.5));
    }

    private Set<String> terms(String text) {
        Set<String> terms = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(EVERYTHING, text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                terms.add(term.toString());
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return terms;
    }

    /** Words that say nothing about what is asked. */
    private static CharArraySet emptyWords() {
        Set<String> words = new HashSet<>(List.of(
                ("i i'm me my mine we our us you your it's its he she they them this that what what's which who whom whose when where "
                                + "why how can could do does did done doing am are is was were be been being has have had having will "
                                + "would should shall may might must please tell explain show know mean need want like get got let "
                                + "about any some all there here from with without so than too very just also if then because while "
                                + "happen happens handle handled deal work works thing things way question docs documentation chargebee aegis hi hello")
                        .split(" ")));
        CharArraySet all = new CharArraySet(words, true);
        all.addAll(EnglishAnalyzer.getDefaultStopSet());
        return all;
    }
}

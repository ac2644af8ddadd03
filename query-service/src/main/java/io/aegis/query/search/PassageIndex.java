package io.aegis.query.search;

import io.aegis.embeddings.Embedder;
import io.aegis.query.domain.Confidence;
import io.aegis.query.domain.Passage;
import io.aegis.query.domain.PassageId;
import io.aegis.query.domain.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.VectorUtil;

/**
 * Sections in memory, found by their words (BM25 in Lucene) and by their meaning (vectors). Made once and never changed:
 * new content is a new index, so it depends on the content alone and replicas agree. Thread-safe.
 *
 * <p>Each sentence of a question scores each section by (BM25 + {@value #LIKE_MEANING}) · (cosine + {@value #LIKE_WORDS}), and a section's score is
 * the sum of the squares: to be right for one sentence counts more than to be half right for many. ADR 015 has the figures
 * behind that.
 */
public final class PassageIndex {
    /** What like meaning is worth where no word is shared, in units of BM25: a good match of words has about 10. */
    private static final double LIKE_MEANING = 5;

    /** What shared words are worth where the meaning is unlike, in units of the cosine: names and codes mean little to the model. */
    private static final double LIKE_WORDS = 0.2;

    /** The model reads about 250 words at once, and best the fewer. */
    private static final int LONGEST_PART = 900;

    /** Of one sentence, without the words that people ask with. Four fields each stay far below Lucene's limit of clauses. */
    private static final int MOST_TERMS = 64;

    /** What a word counts that a section mentions, against one that it is about. */
    private static final double MENTIONED = 0.5;

    private static final String EVERYTHING = "everything";
    private static final List<String> FIELDS = List.of("title", "section", "also", "text");

    private final List<Section> sections;
    private final List<float[][]> vectors;
    private final Vectors kept;
    private final Embedder embedder;
    private final IndexSearcher searcher;

    /** @param confidence that the passage answers the question */
    public record Hit(Passage passage, Confidence confidence) {}

    private PassageIndex(List<Section> sections, Vectors kept, Embedder embedder) {
        this.sections = List.copyOf(sections);
        this.kept = kept;
        this.embedder = embedder;
        this.vectors = this.sections.stream()
                .map(section -> parts(section).map(kept::of).toArray(float[][]::new))
                .toList();
        this.searcher = index(this.sections);
    }

    /** Embeds every section, on the calling thread: about 10 ms for each 900 characters. */
    public static PassageIndex of(List<Section> sections, Embedder embedder) {
        return new PassageIndex(sections, Vectors.first(embedder), embedder);
    }

    /** An index of other sections, for which only the text that this one does not have is embedded. */
    public PassageIndex with(List<Section> others) {
        return new PassageIndex(others, kept.next(), embedder);
    }

    public int size() {
        return sections.size();
    }

    public Optional<Passage> find(PassageId id) {
        return sections.stream()
                .map(Section::passage)
                .filter(passage -> passage.id().equals(id))
                .findFirst();
    }

    /** The best sections for a question of any length, best first; as many as asked for, whether they answer it or not. */
    public List<Hit> rank(String text, int most) {
        List<Asked> asked =
                Question.of(text).sentences().stream().map(this::asked).toList();
        double[] scores = new double[sections.size()];
        for (Asked sentence : asked) {
            double[] words = bm25(sentence.terms);
            for (int i = 0; i < scores.length; i++) {
                double score = (words[i] + LIKE_MEANING) * Math.max(0, LIKE_WORDS + likeness(sentence, i));
                scores[i] += score * score;
            }
        }
        return IntStream.range(0, scores.length)
                .filter(i -> scores[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> scores[i])
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .map(i -> new Hit(sections.get(i).passage(), confidence(asked, i)))
                .toList();
    }

    /** One sentence, analysed once. A word that is said twice counts twice. */
    private record Asked(String sentence, float[] vector, Map<String, Integer> terms) {}

    private Asked asked(String sentence) {
        Map<String, Integer> terms = new LinkedHashMap<>();
        for (String term : terms(Analyzers.TELLING, sentence)) {
            if (terms.size() < MOST_TERMS || terms.containsKey(term)) {
                terms.merge(term, 1, Integer::sum);
            }
        }
        return new Asked(sentence, embedder.embed(sentence), terms);
    }

    private double likeness(Asked sentence, int section) {
        double best = -1;
        for (float[] part : vectors.get(section)) {
            best = Math.max(best, VectorUtil.dotProduct(sentence.vector, part));
        }
        return best;
    }

    private double[] bm25(Map<String, Integer> terms) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.forEach((term, times) -> FIELDS.forEach(field -> {
            Query word = new TermQuery(new Term(field, term));
            any.add(times == 1 ? word : new BoostQuery(word, times), BooleanClause.Occur.SHOULD);
        }));
        double[] scores = new double[sections.size()];
        try {
            for (ScoreDoc hit : searcher.search(any.build(), Math.max(1, scores.length)).scoreDocs) {
                scores[hit.doc] = hit.score;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return scores;
    }

    /** That of the sentence which the section answers best. */
    private Confidence confidence(List<Asked> asked, int position) {
        Section section = sections.get(position);
        Passage passage = section.passage();
        Set<String> about = new LinkedHashSet<>(
                terms(Analyzers.TELLING, String.join("\n", passage.title(), passage.section(), section.also())));
        Set<String> mentions = new LinkedHashSet<>(terms(Analyzers.TELLING, passage.text()));
        return asked.stream()
                .map(sentence ->
                        new Confidence(likeness(sentence, position), coverage(sentence.sentence, about, mentions)))
                .max(Comparator.comparingDouble(Confidence::value))
                .orElseThrow();
    }

    private double coverage(String sentence, Set<String> about, Set<String> mentions) {
        double all = 0;
        double there = 0;
        for (String term : new LinkedHashSet<>(terms(Analyzers.TELLING, sentence))) {
            double rarity = rarity(term);
            all += rarity;
            there += rarity * (about.contains(term) ? 1 : mentions.contains(term) ? MENTIONED : 0);
        }
        return all == 0 ? 0 : there / all;
    }

    /** BM25's inverse document frequency; a word that no section knows is the rarest of all. */
    private double rarity(String term) {
        try {
            int with = searcher.getIndexReader().docFreq(new Term(EVERYTHING, term));
            return Math.log(1 + (sections.size() - with + 0.5) / (with + 0.5));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is embedded: the text in parts, each under its headings. */
    private static Stream<String> parts(Section section) {
        Passage passage = section.passage();
        String heading = String.join("\n", passage.title(), passage.section(), section.also());
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (String sentence : passage.text().split("(?<=[.!?])\\s+|\\n+")) {
            if (!part.isEmpty() && part.length() + sentence.length() > LONGEST_PART) {
                parts.add(part.toString());
                part.setLength(0);
            }
            part.append(sentence).append(' ');
        }
        parts.add(part.toString());
        return parts.stream().map(text -> heading + "\n" + text);
    }

    private static IndexSearcher index(List<Section> sections) {
        ByteBuffersDirectory memory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(memory, new IndexWriterConfig(Analyzers.WORDS))) {
            for (Section section : sections) {
                writer.addDocument(document(section));
            }
            // One segment, so that a document's number is its section's position.
            writer.forceMerge(1);
            writer.commit();
            return new IndexSearcher(DirectoryReader.open(memory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document document(Section section) {
        Passage passage = section.passage();
        Document document = new Document();
        document.add(new TextField("title", passage.title(), Field.Store.NO));
        document.add(new TextField("section", passage.section(), Field.Store.NO));
        document.add(new TextField("also", section.also(), Field.Store.NO));
        document.add(new TextField("text", passage.text(), Field.Store.NO));
        document.add(new TextField(
                EVERYTHING,
                String.join("\n", passage.title(), passage.section(), section.also(), passage.text()),
                Field.Store.NO));
        return document;
    }

    private static List<String> terms(Analyzer analyzer, String text) {
        List<String> terms = new ArrayList<>();
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
}

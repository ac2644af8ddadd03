package io.aegis.query.inbound.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
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
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * The floor that a search is measured against: Lucene as it comes. One field of title and text, the standard analyzer, BM25
 * with its defaults, every word of the question optional.
 */
final class PlainBm25 {
    private static final String FIELD = "text";

    private final Analyzer analyzer = new StandardAnalyzer();
    private final List<String> ids;
    private final IndexSearcher searcher;

    PlainBm25(Map<String, Beir.Text> documents) {
        ids = List.copyOf(documents.keySet());
        ByteBuffersDirectory memory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(memory, new IndexWriterConfig(analyzer))) {
            for (Beir.Text text : documents.values()) {
                Document document = new Document();
                document.add(new TextField(FIELD, text.title() + "\n" + text.text(), Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
            searcher = new IndexSearcher(DirectoryReader.open(memory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> rank(String question, int most) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        try {
            terms(question)
                    .forEach((term, times) -> any.add(
                            new BoostQuery(new TermQuery(new Term(FIELD, term)), times), BooleanClause.Occur.SHOULD));
            return Arrays.stream(searcher.search(any.build(), most).scoreDocs)
                    .map(hit -> ids.get(hit.doc))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A word that is said n times weighs n, as n clauses would. */
    private Map<String, Integer> terms(String question) throws IOException {
        Map<String, Integer> terms = new HashMap<>();
        try (TokenStream tokens = analyzer.tokenStream(FIELD, question)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken() && terms.size() < IndexSearcher.getMaxClauseCount()) {
                terms.merge(term.toString(), 1, Integer::sum);
            }
            tokens.end();
        }
        return terms;
    }
}

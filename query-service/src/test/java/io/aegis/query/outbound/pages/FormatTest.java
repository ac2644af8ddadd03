package io.aegis.query.outbound.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.query.domain.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTest {
    @Test
    void markdown_is_cut_at_its_headings_and_not_inside_of_code() {
        List<Section> sections = read("guides/keys.md", """
                ---
                layout: guide
                ---
                # Keys & `tokens`

                What keys are.

                ## Replace a key
                <!-- also: rotate, leaked -->

                Ask for a new one.

                ```sh
                # not a heading
                curl x
                ```

                #### Not that deep either

                ### By hand

                Call us.

                ## Replace a key

                Once more.

                ## Empty
                """);

        assertThat(sections)
                .extracting(section -> section.passage().id().value())
                .containsExactly(
                        "guides/keys.md",
                        "guides/keys.md#replace-a-key",
                        "guides/keys.md#by-hand",
                        "guides/keys.md#replace-a-key-2");
        assertThat(sections.get(0).passage().title()).isEqualTo("Keys & tokens");
        assertThat(sections.get(0).passage().text()).isEqualTo("What keys are.");
        assertThat(sections.get(1).also()).isEqualTo("rotate, leaked");
        assertThat(sections.get(1).passage().section()).isEqualTo("Replace a key");
        assertThat(sections.get(1).passage().text()).isEqualTo("""
                Ask for a new one.

                ```sh
                # not a heading
                curl x
                ```

                #### Not that deep either""");
    }

    @Test
    void html_is_what_a_reader_sees() {
        List<Section> sections = read("refunds.html", """
                <html><head><title>Refunds · Example</title><style>p {}</style></head><body>
                <nav><a href="/">Home</a></nav>
                <main><h1>Refunds</h1><p>Money   goes <b>back</b>.</p>
                <h2 id=x>How long?</h2><p>Use <code>refund()</code>:</p>
                <ul><li>cards: 5 days</li><li>banks: 9 &lt; 10 days</li></ul>
                <pre>refund(1)
                  now</pre>
                <script>alert(1)</script></main><footer>Imprint</footer></body></html>
                """);

        assertThat(sections).hasSize(2);
        assertThat(sections.get(0).passage().title()).isEqualTo("Refunds");
        assertThat(sections.get(0).passage().text()).isEqualTo("Money goes back.");
        assertThat(sections.get(1).passage().id()).hasToString("refunds.html#how-long");
        assertThat(sections.get(1).passage().text()).isEqualTo("""
                Use `refund()`:

                - cards: 5 days
                - banks: 9 < 10 days

                ```
                refund(1)
                  now
                ```""");
    }

    @Test
    void an_api_is_cut_at_its_operations_in_json_and_in_yaml() {
        String yaml = """
                openapi: 3.0.3
                info: {title: Billing, description: Bills customers.}
                paths:
                  /customers/{id}:
                    parameters:
                      - {name: id, in: path, required: true, description: Whose}
                    post:
                      operationId: updateCustomer
                      tags: [customers]
                      summary: Change a customer
                      description: Changes what is given.
                      parameters:
                        - {name: locale, in: query}
                    delete: {}
                """;
        String json = """
                {"openapi": "3.0.3", "info": {"title": "Billing", "description": "Bills customers."}, "paths": {"/customers/{id}": {
                 "parameters": [{"name": "id", "in": "path", "required": true, "description": "Whose"}],
                 "post": {"operationId": "updateCustomer", "tags": ["customers"], "summary": "Change a customer",
                  "description": "Changes what is given.", "parameters": [{"name": "locale", "in": "query"}]},
                 "delete": {}}}}
                """;

        List<Section> sections = read("api.yaml", yaml);

        assertThat(sections)
                .extracting(section -> section.passage().id().value())
                .containsExactly("api.yaml", "api.yaml#change-a-customer", "api.yaml#delete-customers-id");
        assertThat(sections.get(1).also()).isEqualTo("update Customer customers");
        assertThat(sections.get(1).passage().title()).isEqualTo("Billing");
        assertThat(sections.get(1).passage().text()).isEqualTo("""
                `POST /customers/{id}`

                Changes what is given.

                - `id`, required: Whose
                - `locale`""");
        assertThat(read("api.json", json))
                .extracting(section -> section.passage().text())
                .isEqualTo(sections.stream()
                        .map(section -> section.passage().text())
                        .toList());
    }

    @Test
    void text_is_cut_where_paragraphs_end() {
        List<Section> sections =
                read("notes.txt", "Release notes\n\n" + "Long. ".repeat(200) + "\n\n" + "More. ".repeat(200));

        assertThat(sections)
                .extracting(section -> section.passage().id().value())
                .containsExactly("notes.txt", "notes.txt#2");
        assertThat(sections.get(0).passage().title()).isEqualTo("Release notes");
        assertThat(sections.get(1).passage().text()).startsWith("More. More.");
    }

    @Test
    void what_is_no_api_is_refused_with_a_word_that_quotes_nothing() {
        assertThatThrownBy(() -> read("x.json", "{\"secret\": 1}")).hasMessage("it describes no API");
        assertThatThrownBy(() -> read("x.json", "{\"secret\": ")).hasMessage("it cannot be parsed");
        assertThatThrownBy(() -> read("x.yml", "a: b: c")).hasMessage("it cannot be parsed");
        assertThat(Format.of("picture.png")).isEmpty();
    }

    private static List<Section> read(String path, String content) {
        return Format.of(path).orElseThrow().read(path, content).sections(path, id -> "http://docs/" + id);
    }
}

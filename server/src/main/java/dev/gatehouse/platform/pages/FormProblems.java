package dev.gatehouse.platform.pages;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import java.util.Map;

/** What does not fit in a form that was sent, in the reader's language. */
public final class FormProblems {
    private final Texts texts;
    private final List<String> fields;
    private final List<FieldError> problems;
    private final Map<String, String> labels;

    /** @param fields the form's fields in the order in which they stand; problems of others are not shown */
    public FormProblems(Texts texts, List<String> fields, List<FieldError> problems) {
        this(texts, List.copyOf(fields), List.copyOf(problems), Map.of());
    }

    private FormProblems(Texts texts, List<String> fields, List<FieldError> problems, Map<String, String> labels) {
        this.texts = texts;
        this.fields = fields;
        this.problems = problems;
        this.labels = labels;
    }

    /** The same where people read the text of this key beside a field, and among what does not fit. */
    public FormProblems labelled(String field, String key) {
        return new FormProblems(texts, fields, problems, Map.of(field, key));
    }

    /** What is wrong with this field, a sentence each. */
    public List<String> of(String field) {
        return problems.stream()
                .filter(problem -> problem.field().equals(field))
                .map(problem -> texts.problem(problem.message()))
                .distinct()
                .toList();
    }

    /** The fields with which something is wrong, in order. */
    public List<String> faulty() {
        return fields.stream()
                .filter(field ->
                        problems.stream().anyMatch(problem -> problem.field().equals(field)))
                .toList();
    }

    /** What people read beside this field. */
    public String label(String field) {
        return texts.get(labels.getOrDefault(field, "field." + field));
    }

    /** Whether this is the first field with which something is wrong. */
    public boolean first(String field) {
        List<String> faulty = faulty();
        return !faulty.isEmpty() && faulty.getFirst().equals(field);
    }
}

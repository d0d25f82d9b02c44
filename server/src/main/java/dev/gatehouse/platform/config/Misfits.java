package dev.gatehouse.platform.config;

import java.util.List;

/** What does not fit among the settings of one room, where that may be several things at once. */
public final class Misfits extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> sentences;

    /** @param sentences one for each thing; each names its setting and shows no secret */
    public Misfits(List<String> sentences) {
        super(String.join("\n", sentences));
        this.sentences = List.copyOf(sentences);
    }

    /** One for each thing. */
    public List<String> sentences() {
        return sentences;
    }
}

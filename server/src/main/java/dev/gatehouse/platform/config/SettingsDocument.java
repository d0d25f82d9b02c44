package dev.gatehouse.platform.config;

/** The page of the documentation that lists every setting. */
public final class SettingsDocument {
    private static final String HEAD = """
            # Settings

            Made from the code by a test; change the descriptions there.

            A setting is given, in this order of precedence, as a flag, as an environment variable, in a `.env` file in the
            working directory, in the file that `--config FILE` names (`name=value` lines, comments after `#`), or not at
            all: then its default holds. A secret (marked \uD83D\uDD12) is also given as a file: `GATEHOUSE_…_FILE`, or `….file` in the
            file of settings. `./gatehouse settings` prints every value and where it came from.
            """;
    private static final String COLUMNS = """

            | name | environment | default | allowed | what it does |
            | --- | --- | --- | --- | --- |
            """;

    private SettingsDocument() {}

    /** The page in Markdown. */
    public static String render(Catalogue catalogue) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append(COLUMNS).append(row(Catalogue.CONFIG));
        for (RoomSettings<?> room : catalogue.rooms()) {
            page.append("\n## ").append(room.title()).append('\n').append(COLUMNS);
            for (Declared declared : room.declared()) {
                page.append(
                        switch (declared) {
                            case Setting<?> setting -> row(setting);
                            case SettingFamily<?> family -> row(family.template());
                        });
            }
        }
        return page.toString();
    }

    private static String row(Setting<?> setting) {
        String fallback = setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`";
        return "| `" + setting.name() + "`" + (setting.secret() ? " \uD83D\uDD12" : "") + " | `"
                + setting.environmentName() + "` | " + cell(fallback) + " | " + cell(setting.allowed()) + " | "
                + cell(setting.description()) + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}

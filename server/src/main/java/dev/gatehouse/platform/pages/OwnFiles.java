package dev.gatehouse.platform.pages;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the files that an operator gives for pages, and notes all that is wrong with them. */
final class OwnFiles {
    private static final long LARGEST = 32 << 10;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final Pattern OWN = Pattern.compile("own\\.[a-z0-9_]+");
    private static final Pattern SLOT = Pattern.compile("\\{\\d}");

    private final List<String> problems;

    /** @param problems gets a sentence for each */
    OwnFiles(List<String> problems) {
        this.problems = problems;
    }

    Theme.@Nullable Logo logo(Optional<Path> file) {
        if (file.isEmpty()) {
            return null;
        }
        byte[] bytes = bytes("pages.logo", file.get());
        if (bytes == null) {
            return null;
        }
        if (bytes.length > 4 && Stream.of(0, 1, 2, 3).allMatch(i -> bytes[i] == PNG[i])) {
            return new Theme.Logo(bytes, false);
        }
        if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).contains("<svg")) {
            return new Theme.Logo(bytes, true);
        }
        problems.add("pages.logo: the file " + file.get() + " is neither; allowed: a picture in SVG or PNG");
        return null;
    }

    /** A file of the folder of templates; null where there is none of this name. */
    @Nullable
    String template(Optional<Path> folder, String name) {
        if (folder.isEmpty() || !isFolder("pages.templates", folder.get())) {
            return null;
        }
        Path file = folder.get().resolve(name);
        return Files.exists(file) ? text("pages.templates", file) : null;
    }

    /** The single texts that a folder of {@code <language>.properties} says otherwise. */
    Map<Language, Map<String, String>> texts(Optional<Path> folder) {
        Map<Language, Map<String, String>> texts = new EnumMap<>(Language.class);
        if (folder.isEmpty() || !isFolder("pages.texts", folder.get())) {
            return texts;
        }
        for (Path file : listed(folder.get())) {
            String name = String.valueOf(file.getFileName());
            if (!name.endsWith(".properties")) {
                continue;
            }
            Optional<Language> language = Language.tagged(name.substring(0, name.length() - ".properties".length()));
            if (language.isEmpty()) {
                problems.add("pages.texts: there is no language for the file " + file + "; allowed: "
                        + Stream.of(Language.values()).map(Language::tag).collect(Collectors.joining(", ")));
                continue;
            }
            texts.put(language.get(), texts(file));
        }
        return texts;
    }

    private Map<String, String> texts(Path file) {
        String text = text("pages.texts", file);
        try {
            Map<String, String> given = text == null ? Map.of() : Messages.read(new StringReader(text));
            Map<String, String> english = Messages.shipped(Language.ENGLISH);
            given.forEach((key, value) -> check(file, key, value, english.get(key)));
            return new HashMap<>(given);
        } catch (IOException | IllegalArgumentException malformed) {
            problems.add("pages.texts: the file " + file + " is malformed: " + malformed.getMessage());
            return Map.of();
        }
    }

    private void check(Path file, String key, String value, @Nullable String english) {
        if (english == null && !OWN.matcher(key).matches()) {
            problems.add("pages.texts: there is no text " + key + ", which the file " + file
                    + " gives; allowed: the keys of docs/pages.md, and own.… for templates");
            return;
        }
        List<String> known = slots(english == null ? "" : english);
        slots(value).stream()
                .filter(slot -> !known.contains(slot))
                .forEach(slot -> problems.add("pages.texts: " + key + " in " + file + " has no value for " + slot));
    }

    private static List<String> slots(String text) {
        return SLOT.matcher(text).results().map(MatchResult::group).distinct().toList();
    }

    private boolean isFolder(String setting, Path folder) {
        if (Files.isDirectory(folder)) {
            return true;
        }
        String problem = setting + ": there is no folder " + folder + "; allowed: a folder that can be read";
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
        return false;
    }

    private List<Path> listed(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.sorted().toList());
        } catch (IOException unreadable) {
            problems.add("pages.texts: the folder " + folder + " cannot be read");
            return List.of();
        }
    }

    private @Nullable String text(String setting, Path file) {
        try {
            if (Files.size(file) <= LARGEST) {
                return Files.readString(file);
            }
            problems.add(setting + ": the file " + file + " is too large; allowed: at most 32 KiB");
        } catch (CharacterCodingException notText) {
            problems.add(setting + ": the file " + file + " is not text in UTF-8");
        } catch (IOException unreadable) {
            problems.add(setting + ": the file " + file + " cannot be read");
        }
        return null;
    }

    private byte @Nullable [] bytes(String setting, Path file) {
        try {
            if (Files.size(file) <= LARGEST) {
                return Files.readAllBytes(file);
            }
            problems.add(setting + ": the file " + file + " is too large; allowed: at most 32 KiB");
        } catch (IOException unreadable) {
            problems.add(setting + ": the file " + file + " cannot be read");
        }
        return null;
    }
}

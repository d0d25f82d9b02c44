package dev.gatehouse.platform.config;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings as read, each with its origin, and the records that the rooms made of them. */
public final class Values implements Settings.Loaded {
    /**
     * One line of the listing.
     *
     * @param value the text as given; dots for a secret
     * @param origin {@code flag}, {@code environment}, {@code .env}, {@code file FILE} or {@code default}
     */
    public record Listed(String name, String value, String origin) {}

    private record Entry(Setting<?> setting, Object value, Listed listed) {}

    /** A room asked for a setting whose problem stands on the list already. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Map<RoomSettings<?>, Object> rooms = new IdentityHashMap<>();

    Values() {}

    /** The value of a setting; IllegalArgumentException for one that is in no room of the catalogue. */
    @SuppressWarnings("unchecked") // an entry's value was parsed by its own setting
    public <T> T get(Setting<T> setting) {
        if (refused.contains(setting.name())) {
            throw new Refused();
        }
        Entry entry = entries.get(setting.name());
        if (entry == null) {
            throw new IllegalArgumentException("not in the catalogue: " + setting);
        }
        return (T) entry.value();
    }

    /** The given members of a family by their free segment, sorted. */
    @SuppressWarnings("unchecked") // a member's value was parsed by its family's parser
    public <T> SortedMap<String, T> all(SettingFamily<T> family) {
        if (refused.stream().anyMatch(name -> family.segment(name, false).isPresent())) {
            throw new Refused();
        }
        SortedMap<String, T> members = new TreeMap<>();
        entries.forEach((name, entry) ->
                family.segment(name, false).ifPresent(segment -> members.put(segment, (T) entry.value())));
        return members;
    }

    /** The record that a room made of its settings; IllegalArgumentException for a room not in the catalogue. */
    @SuppressWarnings("unchecked") // the room itself made the record
    public <R> R room(RoomSettings<R> room) {
        Object record = rooms.get(room);
        if (record == null) {
            throw new IllegalArgumentException("not in the catalogue: " + room.title());
        }
        return (R) record;
    }

    /** Every value with its origin, sorted by name; secrets as dots. */
    public List<Listed> listing() {
        return entries.values().stream().map(Entry::listed).toList();
    }

    /** Reads a text; false where it is not allowed. */
    boolean put(Setting<?> setting, String text, String origin) {
        Object value = parsed(setting, text);
        if (value == null) {
            refuse(setting);
            return false;
        }
        Listed listed = new Listed(setting.name(), setting.shown(text), origin);
        entries.put(setting.name(), new Entry(setting, value, listed));
        return true;
    }

    private static @Nullable Object parsed(Setting<?> setting, String text) {
        try {
            return setting.parse(text);
        } catch (IllegalArgumentException notAllowed) {
            return null;
        }
    }

    void refuse(Setting<?> setting) {
        refused.add(setting.name());
    }

    void makeRooms(Catalogue catalogue, List<String> problems) {
        for (RoomSettings<?> room : catalogue.rooms()) {
            try {
                rooms.put(room, room.make(this));
            } catch (Refused reportedAlready) {
                continue;
            } catch (Misfits several) {
                problems.addAll(several.sentences());
            } catch (IllegalArgumentException problem) {
                String sentence = problem.getMessage();
                problems.addAll(
                        sentence == null
                                ? List.of(room.title() + ": these settings do not fit")
                                : sentence.lines().toList());
            }
        }
    }
}

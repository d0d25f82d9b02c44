package dev.gatehouse.platform.config;

import java.util.List;
import java.util.function.Function;

/**
 * The settings of one room and the record that it makes of them. The record's constructor checks what concerns more
 * than one setting: an IllegalArgumentException's sentence stands among the other problems, so it names the settings; where
 * there may be several, {@link Misfits} carries them.
 */
public final class RoomSettings<R> {
    private final String title;
    private final List<Declared> declared;
    private final Function<Values, R> record;

    private RoomSettings(String title, List<Declared> declared, Function<Values, R> record) {
        this.title = title;
        this.declared = declared;
        this.record = record;
    }

    /** A room with its heading in the documentation, its settings in their order there, and its record. */
    public static <R> RoomSettings<R> of(String title, List<? extends Declared> declared, Function<Values, R> record) {
        return new RoomSettings<>(title, List.copyOf(declared), record);
    }

    String title() {
        return title;
    }

    List<Declared> declared() {
        return declared;
    }

    R make(Values values) {
        return record.apply(values);
    }
}

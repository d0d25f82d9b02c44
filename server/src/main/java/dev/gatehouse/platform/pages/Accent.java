package dev.gatehouse.platform.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator's accent, by day and by night, as rules for the style sheet. */
final class Accent {
    /** The darkest ground that it stands on by day, and the lightest by night, as the style sheet has them. */
    private static final Colour DAY = Colour.parse("#f6f6f4");

    private static final Colour NIGHT = Colour.parse("#20211f");
    /** How much of it is in the tints on which it is written too. */
    private static final double TINT = 0.12;

    private static final double READABLE = 4.5;
    private static final double STEP = 0.02;

    private Accent() {}

    /**
     * The rules, empty where there is no accent.
     *
     * @param night null to have one made of the day's
     * @param problems gets a sentence for each colour that could not be read
     */
    static String styles(@Nullable Colour day, @Nullable Colour night, List<String> problems) {
        if (day != null && !readable(day, DAY)) {
            problems.add(unreadable("pages.accent", day, "light", "darker"));
        }
        if (night != null && !readable(night, NIGHT)) {
            problems.add(unreadable("pages.accent_dark", night, "dark", "lighter"));
        }
        Colour made = night != null || day == null ? night : lightened(day);
        String light = day == null ? "" : ":root{" + rule(day) + "}";
        String dark = made == null ? "" : "@media (prefers-color-scheme:dark){:root{" + rule(made) + "}}";
        return light + dark;
    }

    /** The same for what has no style sheet. */
    static Letterhead.Tint tint(@Nullable Colour day, @Nullable Colour night) {
        Letterhead.Tint ours = Letterhead.Tint.OURS;
        Colour byDay = day == null ? Colour.parse(ours.day()) : day;
        Colour byNight = night != null ? night : day == null ? Colour.parse(ours.night()) : lightened(day);
        return new Letterhead.Tint(
                byDay.toString(),
                on(byDay).toString(),
                byNight.toString(),
                on(byNight).toString());
    }

    private static String rule(Colour accent) {
        return "--accent:" + accent + ";--on-accent:" + on(accent);
    }

    private static Colour on(Colour accent) {
        return accent.contrast(Colour.WHITE) >= READABLE ? Colour.WHITE : Colour.INK;
    }

    private static boolean readable(Colour accent, Colour ground) {
        return accent.contrast(ground) >= READABLE && accent.contrast(ground.with(TINT, accent)) >= READABLE;
    }

    private static Colour lightened(Colour day) {
        Colour lighter = day;
        for (double share = STEP; share < 1 && !readable(lighter, NIGHT); share += STEP) {
            lighter = day.with(share, Colour.WHITE);
        }
        return lighter;
    }

    private static String unreadable(String setting, Colour given, String ground, String mend) {
        return setting + ": given " + given + ", which cannot be read on a " + ground
                + " ground (WCAG 2.2 asks for a contrast of 4.5); allowed: a " + mend + " colour";
    }
}

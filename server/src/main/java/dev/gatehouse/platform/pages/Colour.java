package dev.gatehouse.platform.pages;

import java.util.Locale;
import java.util.regex.Pattern;

/** A colour in sRGB, each part from 0 to 255. */
record Colour(int red, int green, int blue) {
    static final Colour WHITE = new Colour(255, 255, 255);
    /** What is written on light accents. */
    static final Colour INK = new Colour(8, 20, 16);

    private static final Pattern HEX = Pattern.compile("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");

    /** @throws IllegalArgumentException for all but {@code #rgb} and {@code #rrggbb} */
    static Colour parse(String text) {
        if (!HEX.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        boolean brief = text.length() == 4;
        int[] parts = new int[3];
        for (int i = 0; i < 3; i++) {
            String digits = brief ? text.substring(1 + i, 2 + i).repeat(2) : text.substring(1 + 2 * i, 3 + 2 * i);
            parts[i] = Integer.parseInt(digits, 16);
        }
        return new Colour(parts[0], parts[1], parts[2]);
    }

    /** How well one is read on the other, 1 to 21 (WCAG 2.2, contrast ratio). */
    double contrast(Colour other) {
        double mine = luminance();
        double theirs = other.luminance();
        return (Math.max(mine, theirs) + 0.05) / (Math.min(mine, theirs) + 0.05);
    }

    /** This colour with so much of another in it, 0 to 1. */
    Colour with(double share, Colour other) {
        return new Colour(
                mixed(red, other.red, share), mixed(green, other.green, share), mixed(blue, other.blue, share));
    }

    private static int mixed(int mine, int theirs, double share) {
        return (int) Math.round(mine * (1 - share) + theirs * share);
    }

    private double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int part) {
        double value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}

package dev.gatehouse.platform.pages;

import io.nayuki.qrcodegen.QrCode.Ecc;

/**
 * A QR code as one path of an SVG: dark on light with its quiet zone, whatever the colours of the page around it.
 *
 * @param size of its sides with the quiet zone, in modules
 * @param path of its dark modules
 */
public record QrCode(int size, String path) {
    /** What readers need around it (ISO/IEC 18004, section 5.3.8). */
    private static final int QUIET = 4;

    /** The code that says this; at most some 2,000 characters. */
    public static QrCode of(String text) {
        io.nayuki.qrcodegen.QrCode code = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            int x = 0;
            while (x < code.size) {
                int run = run(code, x, y);
                if (run > 0) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append('h')
                            .append(run)
                            .append("v1h-")
                            .append(run)
                            .append('z');
                }
                x += run + 1;
            }
        }
        return new QrCode(code.size + 2 * QUIET, path.toString());
    }

    /** How many dark modules stand beside one another, from here on to the right. */
    private static int run(io.nayuki.qrcodegen.QrCode code, int x, int y) {
        int run = 0;
        while (x + run < code.size && code.getModule(x + run, y)) {
            run++;
        }
        return run;
    }

    /** A picture of its own, such as for a client that shows it. */
    public String svg() {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
                <rect width="%1$d" height="%1$d" fill="#fff"/><path fill="#000" d="%2$s"/></svg>""".formatted(size, path);
    }
}

package dev.gatehouse.platform.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.nayuki.qrcodegen.QrCode.Ecc;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the path of an SVG paints. */
class QrCodeTest {
    private static final int QUIET = 4;
    private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-(\\d+)z");

    @Test
    void thePathPaintsEachDarkModuleAndNoOther() {
        for (String text :
                new String[] {"a", "otpauth://totp/Gatehouse:ada%40example.com?secret=JBSWY3DPEHPK3PXP", "x".repeat(900)
                }) {
            var expected = io.nayuki.qrcodegen.QrCode.encodeText(text, Ecc.MEDIUM);
            QrCode code = QrCode.of(text);
            assertThat(code.size()).isEqualTo(expected.size + 2 * QUIET);
            boolean[][] painted = painted(code);
            for (int y = 0; y < code.size(); y++) {
                for (int x = 0; x < code.size(); x++) {
                    assertThat(painted[y][x]).as(x + " " + y).isEqualTo(expected.getModule(x - QUIET, y - QUIET));
                }
            }
        }
    }

    private static boolean[][] painted(QrCode code) {
        boolean[][] painted = new boolean[code.size()][code.size()];
        Matcher run = RUN.matcher(code.path());
        int end = 0;
        while (run.find()) {
            assertThat(run.start()).isEqualTo(end);
            end = run.end();
            assertThat(run.group(4)).isEqualTo(run.group(3));
            int left = Integer.parseInt(run.group(1));
            for (int x = left; x < left + Integer.parseInt(run.group(3)); x++) {
                painted[Integer.parseInt(run.group(2))][x] = true;
            }
        }
        assertThat(end).isEqualTo(code.path().length());
        return painted;
    }
}

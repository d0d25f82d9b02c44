package dev.gatehouse.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramNameTest {
    @Test
    void programsAreCalledWhatPeopleCallThem() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux");
        names.put("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows");
        names.put("TasksApp/1.0 (iPhone)", "TasksApp");
        names.put("python-requests/2.32", "python-requests");
        names.put("curl", "curl");
        names.put("Mozilla/5.0 (Linux; Android 16)", "Android");
        names.forEach((userAgent, name) -> assertThat(ProgramName.of(userAgent)).isEqualTo(name));
    }

    /** What people read in letters from us has no room for what somebody else wants to tell them. */
    @Test
    void nobodyWritesASentenceOrAnAddress() {
        assertThat(ProgramName.of("Verify now at gatehouse-login.example.com/1"))
                .isEqualTo("Verify");
        assertThat(ProgramName.of("gatehouse-login.example.com")).isNull();
        assertThat(ProgramName.of("gatehouse-login.example.com/1 (Windows)")).isEqualTo("Windows");
        assertThat(ProgramName.of("https://evil.example/1")).isNull();
        assertThat(ProgramName.of("a".repeat(300))).hasSize(40);
        assertThat(ProgramName.of(" ")).isNull();
        assertThat(ProgramName.of(null)).isNull();
    }
}

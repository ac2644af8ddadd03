package io.aegis.e2e.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void soundIsSound() {
        assertThat(Verdict.of(Map.of("a", List.of(0, 1, 2), "b", List.of(0, 1, 2)), 2, 3))
                .isEqualTo(Verdict.SOUND);
    }

    @Test
    void findsEachFault() {
        assertThat(Verdict.of(Map.of("a", List.of(0, 2)), 1, 3)).isEqualTo(new Verdict(1, 0, 0));
        assertThat(Verdict.of(Map.of("a", List.of(0, 1, 2)), 2, 3)).isEqualTo(new Verdict(3, 0, 0));
        assertThat(Verdict.of(Map.of("a", List.of(0, 1, 0, 1, 2)), 1, 3)).isEqualTo(new Verdict(0, 2, 0));
        assertThat(Verdict.of(Map.of("a", List.of(0, 2, 1)), 1, 3)).isEqualTo(new Verdict(0, 0, 1));
    }
}

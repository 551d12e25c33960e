package org.vpt4j.vision.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegisteredTest {
    /** What the test resource registers {@link Blue} and {@link Green} for. */
    public interface Colour {
        String name();
    }

    /** What the test resource registers a class for that does not exist. */
    public interface Absent {}

    public static final class Blue implements Colour {
        @Override
        public String name() {
            return "blue";
        }
    }

    public static final class Green implements Colour {
        @Override
        public String name() {
            return "green";
        }
    }

    private record Own(String name) implements Colour {}

    @Test
    void theProjectsOwnComeFirstThenThoseOfTheClassPath() {
        assertThat(Registered.of(Colour.class, List.of(new Own("red")), Colour::name))
                .extracting(Colour::name)
                .containsExactly("red", "blue", "green");
    }

    @Test
    void aNameThatIsTakenIsRefusedWithBothClasses() {
        assertThatThrownBy(() -> Registered.of(Colour.class, List.of(new Own("green")), Colour::name))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("\"green\"", Own.class.getName(), Green.class.getName());
    }

    @Test
    void aPlugInThatCannotBeLoadedIsNamed() {
        assertThatThrownBy(() -> Registered.of(Absent.class, List.of(), Object::toString))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("org.vpt4j.vision.error.NotThere", "class path");
    }
}

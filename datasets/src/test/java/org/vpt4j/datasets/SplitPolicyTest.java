package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Findings;

class SplitPolicyTest {
    private final Findings.Collector findings = new Findings.Collector();

    private SplitNames split(Map<String, List<String>> parts) {
        return SplitPolicy.of(parts, 7, findings);
    }

    private static List<String> images(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Property
    void aDrawnSplitIsDisjointCoversAllAndDependsOnSeedAndNamesOnly(
            @ForAll @Size(min = 1, max = 60) Set<@AlphaChars @StringLength(min = 1, max = 8) String> names,
            @ForAll long seed,
            @ForAll Random shuffling) {
        List<String> once = new ArrayList<>(names);
        List<String> otherwise = new ArrayList<>(names);
        Collections.shuffle(otherwise, shuffling);
        SplitNames split = SplitPolicy.of(Map.of("", once), seed, new Findings.Collector());
        List<String> train = split.of(Split.TRAIN);
        List<String> validation = split.of(Split.VALIDATION);
        assertThat(train).isNotEmpty().noneMatch(validation::contains);
        assertThat(validation.size() + train.size()).isEqualTo(names.size());
        assertThat(train).isSubsetOf(names);
        assertThat(validation).isSubsetOf(names);
        assertThat(Math.abs(validation.size() - 0.2 * names.size())).isLessThan(1.0);
        assertThat(split.of(Split.TEST)).isEmpty();
        assertThat(SplitPolicy.of(Map.of("", otherwise), seed, new Findings.Collector()))
                .isEqualTo(split);
    }

    @Test
    void anotherSeedDrawsOtherImages() {
        Map<String, List<String>> parts = Map.of("", images("i", 100));
        assertThat(SplitPolicy.of(parts, 1, findings).of(Split.VALIDATION))
                .hasSize(20)
                .isNotEqualTo(SplitPolicy.of(parts, 2, findings).of(Split.VALIDATION));
    }

    @Test
    void aGivenSplitIsUsedAsGiven() {
        SplitNames split = split(
                Map.of("train", List.of("b", "a"), "valid", List.of("c"), "test", List.of("d"), "trainval", List.of()));
        assertThat(split.origin()).isEqualTo(SplitNames.Origin.GIVEN);
        assertThat(split.of(Split.TRAIN)).containsExactly("a", "b");
        assertThat(split.of(Split.VALIDATION)).containsExactly("c");
        assertThat(split.of(Split.TEST)).containsExactly("d");
        assertThat(findings.collected().isEmpty()).isTrue();
    }

    @Test
    void withoutAValidationPartAFifthOfTrainIsHeldOutAndTestIsNotTouched() {
        SplitNames split = split(Map.of("train", images("t", 50), "test", images("x", 30)));
        assertThat(split.origin()).isEqualTo(SplitNames.Origin.VALIDATION_HELD_OUT);
        assertThat(split.of(Split.TRAIN)).hasSize(40);
        assertThat(split.of(Split.VALIDATION)).hasSize(10).allMatch(name -> name.startsWith("t"));
        assertThat(split.of(Split.TEST)).hasSize(30);
    }

    @Test
    void trainvalStandsInForAMissingTrainAndOtherwiseGivesWhatIsMissing() {
        SplitNames alone = split(Map.of("trainval", images("t", 10), "test", List.of("x")));
        assertThat(alone.of(Split.TRAIN)).hasSize(8);
        assertThat(alone.of(Split.VALIDATION)).hasSize(2);
        SplitNames withTrain = split(Map.of("trainval", List.of("a", "b", "c"), "train", List.of("a", "c")));
        assertThat(withTrain.origin()).isEqualTo(SplitNames.Origin.GIVEN);
        assertThat(withTrain.of(Split.VALIDATION)).containsExactly("b");
        SplitNames withVal = split(Map.of("trainval", List.of("a", "b", "c"), "val", List.of("a", "c")));
        assertThat(withVal.of(Split.TRAIN)).containsExactly("b");
    }

    @Test
    void trainAndValWinOverTrainval() {
        SplitNames split =
                split(Map.of("trainval", List.of("a", "b", "z"), "train", List.of("a"), "val", List.of("b")));
        assertThat(split.of(Split.TRAIN)).containsExactly("a");
        assertThat(split.of(Split.VALIDATION)).containsExactly("b");
        assertThat(findings.collected().of(Findings.Finding.Kind.NOT_LISTED))
                .extracting(Findings.Finding::subject)
                .containsExactly("z");
    }

    @Test
    void anImageInTrainAndTestIsKeptInTestOnlyAndNamed() {
        SplitNames split = split(Map.of("train", List.of("a", "b"), "val", List.of("c"), "test", List.of("b")));
        assertThat(split.of(Split.TRAIN)).containsExactly("a");
        assertThat(split.of(Split.TEST)).containsExactly("b");
        assertThat(findings.collected().of(Findings.Finding.Kind.DUPLICATE_IMAGE))
                .extracting(Findings.Finding::subject)
                .containsExactly("b");
    }

    @Test
    void anEmptyPartIsTakenAsAbsentAndNamed() {
        SplitNames split = split(Map.of("train", images("t", 5), "val", List.of()));
        assertThat(split.of(Split.VALIDATION)).hasSize(1);
        assertThat(findings.collected().count(Findings.Finding.Kind.EMPTY_SPLIT))
                .isEqualTo(1);
    }

    @Test
    void aSingleImageIsForTraining() {
        SplitNames split = split(Map.of("", List.of("a")));
        assertThat(split.of(Split.TRAIN)).containsExactly("a");
        assertThat(split.names()).doesNotContainKey(Split.VALIDATION);
    }

    @Test
    void aWrittenSplitIsReadBackAndUsed(@TempDir Path folder) {
        SplitNames drawn = split(Map.of("", images("i", 20)));
        drawn.write(folder.resolve("split.json"));
        SplitNames read = SplitNames.read(folder.resolve("split.json"));
        assertThat(read.names()).isEqualTo(drawn.names());
        assertThat(read.seed()).isEqualTo(7);
        Map<String, List<String>> more = Map.of("", images("i", 21));
        assertThat(SplitPolicy.asWritten(more, read, findings).names()).isEqualTo(drawn.names());
        assertThat(findings.collected().of(Findings.Finding.Kind.NOT_LISTED))
                .extracting(Findings.Finding::subject)
                .containsExactly("i20");
        assertThatThrownBy(() -> SplitPolicy.asWritten(Map.of("", images("i", 19)), read, findings))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("i19");
    }

    @Test
    void aBrokenSplitFileIsRefusedWithItsPlace(@TempDir Path folder) {
        TinyFiles files = new TinyFiles(folder);
        files.text("broken.json", "{\n\"train\": [\"a\",\n");
        files.text("other.json", "{\"a\": 1}");
        files.text("twice.json", "{\"train\": [\"a\"], \"test\": [\"a\"]}");
        files.text("number.json", "{\"train\": [3]}");
        files.text("nothing.json", "{\"train\": [\"a\", null]}");
        files.text("one.json", "{\"train\": \"a\"}");
        assertThatThrownBy(() -> SplitNames.read(folder.resolve("broken.json")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("broken.json line 3");
        assertThatThrownBy(() -> SplitNames.read(folder.resolve("other.json"))).hasMessageContaining("no split in it");
        assertThatThrownBy(() -> SplitNames.read(folder.resolve("twice.json")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("a is listed twice");
        for (String name : List.of("number.json", "nothing.json", "one.json")) {
            assertThatThrownBy(() -> SplitNames.read(folder.resolve(name)))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining(name + " line 1: train, validation and test must be lists of image names");
        }
        assertThatThrownBy(() -> SplitNames.read(folder.resolve("absent.json")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("absent.json");
    }

    @Test
    void aLargeValidationMayRepeatTheTrainingInNoTime() {
        List<String> names =
                IntStream.range(0, 100_000).mapToObj(i -> i + ".png").toList();
        Map<Split, List<String>> splits = Map.of(Split.TRAIN, names, Split.VALIDATION, names);
        assertTimeout(Duration.ofSeconds(10), () -> assertThat(
                        new SplitNames(splits, SplitNames.Origin.GIVEN, 0).of(Split.VALIDATION))
                .hasSize(100_000));
    }
}

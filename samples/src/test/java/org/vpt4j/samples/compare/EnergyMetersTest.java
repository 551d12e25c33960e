package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.ConfigException;

class EnergyMetersTest {
    private static final List<String> NO_GPU = List.of("no-such-program-anywhere");

    @TempDir
    private Path powercap;

    private Path zone(String zone, String name, long range, long now) throws IOException {
        Path folder = Files.createDirectories(powercap.resolve(zone));
        Files.writeString(folder.resolve("name"), name + "\n");
        Files.writeString(folder.resolve("max_energy_range_uj"), range + "\n");
        Files.writeString(folder.resolve("energy_uj"), now + "\n");
        return folder.resolve("energy_uj");
    }

    @Test
    void packagesAreCountedAndNeitherTheirPartsNorTheWholePlatform() throws IOException {
        Path first = zone("intel-rapl:0", "package-0", 1_000_000_000, 5_000_000);
        Path second = zone("intel-rapl:1", "package-1", 1_000_000_000, 0);
        Path core = zone("intel-rapl:0:0", "core", 1_000_000_000, 0);
        Path platform = zone("intel-rapl:2", "psys", 1_000_000_000, 0);
        EnergyMeters.Choice choice = EnergyMeters.begin("any", false, powercap, NO_GPU);

        Files.writeString(first, "8000000");
        Files.writeString(second, "1500000");
        Files.writeString(core, "700000");
        Files.writeString(platform, "900000000");

        assertThat(choice.meter().read().joules()).isCloseTo(4.5, within(1e-9));
        assertThat(choice.meter().read().source()).contains("RAPL (2 packages");
        assertThat(choice.meter().read().estimate()).isFalse();
        assertThat(choice.missing()).isEmpty();
    }

    @Test
    void aCounterThatBeginsAnewGoesOnWhereItWas() throws IOException {
        Path counter = zone("intel-rapl:0", "package-0", 262_143_328_850L, 262_143_000_000L);
        EnergyMeter meter = EnergyMeters.begin("any", false, powercap, NO_GPU).meter();

        Files.writeString(counter, "671150");
        assertThat(meter.read().joules()).isCloseTo(1.0, within(1e-9));
        Files.writeString(counter, "1671150");
        assertThat(meter.read().joules()).isCloseTo(2.0, within(1e-9));
    }

    @Test
    void aReadingThatFailsLosesNothing() throws IOException {
        Path counter = zone("intel-rapl:0", "package-0", 1_000_000_000, 0);
        EnergyMeter meter = EnergyMeters.begin("any", false, powercap, NO_GPU).meter();

        Files.writeString(counter, "");
        assertThat(meter.read().joules()).isZero();
        Files.writeString(counter, "2000000");
        assertThat(meter.read().joules()).isCloseTo(2.0, within(1e-9));
    }

    @Test
    void withoutPermissionItSaysSoAndEstimates() throws IOException {
        Path counter = zone("intel-rapl:0", "package-0", 1_000_000_000, 0);
        Files.setPosixFilePermissions(counter, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(counter)).as("root reads everything").isFalse();

        EnergyMeters.Choice choice = EnergyMeters.begin("AMD EPYC 7763 64-Core Processor", false, powercap, NO_GPU);

        assertThat(choice.missing()).singleElement().asString().contains("no permission", "energy_uj");
        assertThat(choice.meter().read().estimate()).isTrue();
    }

    @Test
    void aCounterThatCannotBeOpenedIsToldAsMissing() throws IOException {
        Files.delete(zone("intel-rapl:0", "package-0", 1_000_000_000, 0));
        List<String> reasons = new ArrayList<>();

        assertThat(RaplMeter.find(powercap, reasons)).isNull();
        assertThat(reasons).singleElement().asString().contains("cannot be read", "energy_uj");
    }

    @Test
    void aMachineWithoutAnyCounterGetsAnEstimateThatSaysWhatItStandsOn() {
        EnergyMeters.Choice choice =
                EnergyMeters.begin("AMD EPYC 7763 64-Core Processor", true, powercap.resolve("none"), NO_GPU);

        assertThat(choice.missing())
                .satisfiesExactly(
                        rapl -> assertThat(rapl).contains("RAPL", "this system has no"),
                        nvml -> assertThat(nvml).isEqualTo("NVML: no nvidia-smi on this machine"));
        assertThat(choice.meter().read().source()).contains("estimate", "2.19 W per thread", "280 W, 128 threads");
    }

    @Test
    void anEstimateIsProcessorTimeTimesTheThreadsShareOfThePower() {
        AtomicLong cpu = new AtomicLong(5_000_000_000L);
        CpuTimeEstimate estimate = new CpuTimeEstimate(ProcessorPower.of("AMD EPYC 7763 64-Core Processor"), cpu::get);

        cpu.addAndGet(64_000_000_000L);

        assertThat(estimate.read().joules()).isCloseTo(64 * 280 / 128.0, within(1e-9));
        cpu.set(0);
        assertThat(estimate.read().joules()).as("a clock that jumps back").isZero();
    }

    @Test
    void processorsAreFoundAsTheSystemNamesThem() {
        assertThat(ProcessorPower.of("Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz")
                        .wattsPerThread())
                .isCloseTo(300 / 64.0, within(1e-9));
        assertThat(ProcessorPower.of("12th Gen Intel(R) Core(TM) i7-12700H").wattsPerThread())
                .isCloseTo(45 / 20.0, within(1e-9));
        assertThat(ProcessorPower.of("Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz")
                        .wattsPerThread())
                .isCloseTo(145 / 36.0, within(1e-9));
        assertThat(ProcessorPower.of("AMD EPYC").description())
                .isEqualTo("4 W per thread (model \"AMD EPYC\" unknown)");
    }

    @Test
    void thePowerOfBoardsIsSummedOverTime() {
        AtomicLong clock = new AtomicLong(10);
        GpuMeter.PowerSum sum = new GpuMeter.PowerSum(clock::get);
        assertThat(sum.add("0, 100.00")).isTrue();
        assertThat(sum.add("1, 50.00")).isTrue();

        clock.addAndGet(2_000_000_000L);
        assertThat(sum.add("0, 300.00")).isTrue();
        assertThat(sum.add("1, 50.00")).isTrue();

        assertThat(sum.joules()).isCloseTo(2 * 200 + 2 * 50, within(1e-6));
        assertThat(sum.add("0, [N/A]")).isFalse();
        assertThat(sum.add("NVIDIA-SMI has failed")).isFalse();
        assertThat(sum.add(null)).isFalse();
    }

    @Test
    void boardsAndProcessorsAreAddedUp() throws IOException {
        zone("intel-rapl:0", "package-0", 1_000_000_000, 0);
        Path smi = Files.writeString(powercap.resolve("smi"), "#!/bin/sh\necho '0, 70.5'\nexec sleep 60\n");
        Files.setPosixFilePermissions(smi, PosixFilePermissions.fromString("rwxr-xr-x"));

        EnergyMeters.Choice choice = EnergyMeters.begin("any", true, powercap, List.of(smi.toString()));
        try (choice) {
            EnergyMeter meter = choice.meter();
            assertThat(meter.read().source())
                    .isEqualTo("RAPL (1 package, whole machine) + NVML by nvidia-smi (whole boards)");
            assertThat(choice.missing()).isEmpty();
        }
    }

    @Test
    void aCountryHasItsGramsAndAnUnknownOneIsRefusedWithThoseThatAreKnown() {
        assertThat(GridIntensity.of("fr").grams()).isEqualTo(56);
        assertThat(GridIntensity.world().gramsOf(2)).isEqualTo(950);
        assertThatThrownBy(() -> GridIntensity.of("XX"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("country: no figure for \"XX\"; known are AT, AU")
                .hasMessageContaining("--grid-intensity");
        assertThatThrownBy(() -> GridIntensity.given("-3")).hasMessageContaining("outside 0 to 5000");
        assertThatThrownBy(() -> GridIntensity.given("much")).hasMessageContaining("not a number");
    }
}

package org.vpt4j.samples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vpt4j backbone}: the frozen encoders that tasks are trained on. */
@Command(
        name = "backbone",
        description = "List, download and check backbones: the frozen encoders that tasks are trained on.",
        subcommands = {
            BackboneCommand.All.class,
            BackboneCommand.Info.class,
            BackboneCommand.Pull.class,
            BackboneCommand.Verify.class,
            BackboneCommand.Where.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./vpt4j backbone list",
            "  ./vpt4j backbone pull facebook/dinov2-base",
            "  ./vpt4j train --backbone facebook/dinov2-base --data my-images --out runs/a"
        })
final class BackboneCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do with backbones: list, info, pull, verify or path");
    }

    /** {@code vpt4j backbone list}: what can be used. */
    @Command(
            name = "list",
            description = {
                "List backbones: those that are here, and some that can be downloaded. Any other model of these families can",
                "be named as well."
            },
            footer = {"", "Examples:", "  ./vpt4j backbone list", "  ./vpt4j backbone list --json"})
    static final class All implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--json", description = "Print it as one JSON object on standard output.")
        private boolean json;

        @Override
        public Integer call() {
            BackboneHub hub = BackboneHub.standard();
            NavigableSet<String> here = hub.names();
            PrintWriter out = spec.commandLine().getOut();
            Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
            hub.embeddedNames().forEach(name -> rows.put(name, Map.of("state", "embedded")));
            for (KnownBackbone known : KnownBackbone.all()) {
                rows.put(known.name(), facts(known, here.contains(known.name())));
            }
            here.forEach(name -> rows.putIfAbsent(name, Map.of("state", "downloaded")));
            if (json) {
                out.println(Json.of(rows));
                return 0;
            }
            int wide = rows.keySet().stream().mapToInt(String::length).max().orElse(1);
            String line = "%-" + wide + "s  %9s  %5s  %-4s  %-14s  %s%n";
            out.printf(Locale.ROOT, line, "name", "params", "patch", "text", "licence", "state");
            rows.forEach((name, row) -> out.printf(
                    Locale.ROOT,
                    line,
                    name,
                    row.containsKey("parameters") ? row.get("parameters") : "",
                    row.containsKey("patch") ? row.get("patch") : "",
                    Boolean.TRUE.equals(row.get("text")) ? "yes" : "",
                    row.containsKey("licence") ? row.get("licence") : "",
                    row.get("state")));
            return 0;
        }

        private static Map<String, Object> facts(KnownBackbone known, boolean here) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("parameters", String.format(Locale.ROOT, "%.1f M", known.millions()));
            facts.put("patch", known.patch());
            facts.put("layers", known.layers());
            facts.put("width", known.width());
            facts.put("text", known.hasText());
            facts.put("licence", known.licence());
            facts.put("state", here ? "downloaded" : "");
            return facts;
        }
    }

    /** {@code vpt4j backbone info}: an encoder's shape, size and preprocessing. */
    @Command(
            name = "info",
            description = "Show a backbone's shape, size, preprocessing and place.",
            footer = {
                "",
                "Examples:",
                "  ./vpt4j backbone info dinov2-small",
                "  ./vpt4j backbone info my-models/clip --json"
            })
    static final class Info implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME|DIR", description = "The backbone, its folder or its file with weights.")
        private String name;

        @Option(names = "--json", description = "Print it as one JSON object on standard output.")
        private boolean json;

        @Override
        public Integer call() {
            Map<String, Object> facts = facts(open(name));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.of(facts));
                return 0;
            }
            int wide = facts.keySet().stream().mapToInt(String::length).max().orElse(1);
            facts.forEach((key, value) -> out.printf(Locale.ROOT, "%-" + wide + "s  %s%n", key, value));
            return 0;
        }

        private static Map<String, Object> facts(Backbone backbone) {
            EncoderConfig config = backbone.config();
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("name", backbone.name());
            facts.put("folder", backbone.folder().toString());
            facts.put("parameters", String.format(Locale.ROOT, "%.1f M", backbone.parameters() / 1e6));
            facts.put("patch", config.patch());
            facts.put("layers", config.depth());
            facts.put("width", config.width());
            facts.put("heads", config.heads());
            facts.put(
                    "mlp",
                    config.mlp().kind() + ", " + config.mlp().hidden() + " wide, gelu "
                            + config.mlp().gelu());
            facts.put("class token", config.embedding().classToken());
            facts.put("registers", config.embedding().registers());
            facts.put(
                    "position",
                    config.position().kind()
                            + (config.position().isLearned()
                                    ? ", " + config.position().grid() + "x"
                                            + config.position().grid() + " patches, "
                                            + config.position().resampling()
                                    : ""));
            facts.put("mean", backbone.normalization().mean().toString());
            facts.put("std", backbone.normalization().std().toString());
            facts.put("its own resizing", resizing(backbone));
            facts.put("tensors not used", backbone.ignored().size());
            facts.put("fingerprint", backbone.fingerprint());
            return facts;
        }

        private static String resizing(Backbone backbone) {
            var transform = backbone.transform();
            return transform.resize() + " " + transform.width() + "x" + transform.height() + ", " + transform.filter()
                    + transform.crop().map(size -> ", cropped to " + size).orElse("");
        }
    }

    /** {@code vpt4j backbone pull}: downloads from the Hugging Face hub. */
    @Command(
            name = "pull",
            description = {
                "Download a backbone from the Hugging Face hub, into the cache of its own tools. A download that was stopped is",
                "continued. HF_ENDPOINT, HF_HOME, HF_TOKEN, HF_HUB_OFFLINE and the proxy variables hold as for those."
            },
            footer = {
                "",
                "Examples:",
                "  ./vpt4j backbone pull facebook/dinov2-base",
                "  HF_TOKEN=... ./vpt4j backbone pull facebook/dinov3-vits16-pretrain-lvd1689m"
            })
    static final class Pull implements Callable<Integer> {
        private static final int MB = 1 << 20;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ORG/NAME", description = "The model's name on the hub.")
        private String name;

        @Option(
                names = "--revision",
                paramLabel = "NAME",
                defaultValue = "main",
                description = "Branch, tag or commit (default: ${DEFAULT-VALUE}).")
        private String revision;

        @Override
        public Integer call() {
            BackboneHub hub = BackboneHub.standard();
            Path folder;
            try (Progress progress = Progress.onStandardError()) {
                String[] current = {""};
                long start = System.nanoTime();
                folder = hub.pull(name, revision, System.getenv(), (file, bytes, size) -> {
                    synchronized (current) {
                        if (!current[0].equals(file)) {
                            current[0] = file;
                            progress.begin(file, Math.max(1, size / MB));
                        }
                        double seconds = (System.nanoTime() - start) / 1e9;
                        progress.advance(bytes / MB, String.format(Locale.ROOT, "MB, %.0f s", seconds));
                    }
                });
            }
            Backbone.open(folder); // says what is wrong with it now, not when it is used
            spec.commandLine().getOut().println(folder);
            return 0;
        }
    }

    /** {@code vpt4j backbone verify}: whether weights and code agree with the software that defines the model. */
    @Command(
            name = "verify",
            description = {
                "Check a backbone: its files, that the encoders of training and inference agree, and that they compute what the",
                "software that defines it computes, if there is a reference."
            },
            footer = {
                "",
                "Examples:",
                "  ./vpt4j backbone verify dinov2-small",
                "  ./vpt4j backbone verify --script > make_reference.py",
                "  ./vpt4j backbone verify my-models/clip --reference clip.json"
            })
    static final class Verify implements Callable<Integer> {
        /** Relative to the root mean square; float16 weights of a large model stay far below. */
        private static final double ALLOWED = 2e-3;

        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "NAME|DIR", description = "The backbone.")
        private String name;

        @Option(
                names = "--reference",
                paramLabel = "FILE",
                description =
                        "Result of the script (default: vpt4j-reference.json in the backbone's folder, else the one that"
                                + " comes with vpt4j, for dinov2-small and tiny-clip).")
        private Path reference;

        @Option(names = "--script", description = "Print the Python script that makes a reference.")
        private boolean script;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            if (script) {
                out.print(BackboneReference.script());
                out.flush();
                return 0;
            }
            if (name == null) {
                throw new ParameterException(spec.commandLine(), "name a backbone, or ask for the --script");
            }
            Backbone backbone = open(name);
            out.println("files: complete, all values finite, fingerprint "
                    + backbone.fingerprint().substring(0, 12));
            int downloaded = requireDigests(backbone.folder());
            if (downloaded > 0) {
                out.println("digests: " + Counted.of(downloaded, "file is", "files are") + " what the hub lists");
            }
            report(out, "training and inference differ by", BackboneReference.differenceOfEngines(backbone));
            Optional<BackboneReference> known =
                    reference == null ? BackboneReference.of(backbone) : Optional.of(BackboneReference.read(reference));
            if (known.isEmpty()) {
                out.println(
                        "reference: there is none for " + backbone.name() + ", so that it is not known whether its own"
                                + " software computes the same; to make one with Python:");
                out.println("  ./vpt4j backbone verify --script > make_reference.py");
                out.println("  python make_reference.py " + name + " > reference.json");
                out.println("  ./vpt4j backbone verify " + name + " --reference reference.json");
                return 0;
            }
            String what = "differs from " + known.get().backbone() + " in Python by";
            report(out, what, known.get().difference(backbone));
            if (!known.get().texts().isEmpty()) {
                report(out, "embeddings of texts: " + what, known.get().differenceOfTexts(backbone));
            }
            return 0;
        }

        /** Number of files that the hub's tools keep under their digest, after checking these. */
        private static int requireDigests(Path folder) {
            int checked = 0;
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    Path blob = file.toRealPath();
                    String digest = blob.getFileName().toString();
                    if (digest.matches("[0-9a-f]{64}")) {
                        if (!Sha256.of(blob).equals(digest)) {
                            throw new WeightsException(
                                    file + " is not what the hub lists: its digest is " + Sha256.of(blob)
                                            + " instead of " + digest + "; delete " + blob + " and pull again");
                        }
                        checked++;
                    }
                }
            } catch (IOException e) {
                throw FileException.unreadable(folder, e);
            }
            return checked;
        }

        private static void report(PrintWriter out, String what, double difference) {
            if (!(difference <= ALLOWED)) {
                throw new WeightsException(String.format(
                        Locale.ROOT,
                        "%s %.2g of a typical value, more than %.0e: the weights are not those of the reference, or this"
                                + " model computes something that vpt4j does not",
                        what,
                        difference,
                        ALLOWED));
            }
            out.printf(Locale.ROOT, "%s %.1e of a typical value%n", what, difference);
        }
    }

    /** {@code vpt4j backbone path}: where downloads are. */
    @Command(
            name = "path",
            description = "Print the folder of a backbone, or the one for downloads.",
            footer = {"", "Examples:", "  ./vpt4j backbone path", "  ./vpt4j backbone path dinov2-small"})
    static final class Where implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "The backbone.")
        private String name;

        @Override
        public Integer call() {
            Path path = name == null
                    ? BackboneHub.standard().downloads()
                    : open(name).folder();
            spec.commandLine().getOut().println(path.toAbsolutePath());
            return 0;
        }
    }

    /** Also says how to get a known one that is not here. */
    private static Backbone open(String name) {
        BackboneHub hub = BackboneHub.standard();
        try {
            return hub.open(name);
        } catch (ConfigException e) {
            Optional<KnownBackbone> known = KnownBackbone.all().stream()
                    .filter(backbone -> backbone.name().equals(name))
                    .findFirst();
            if (known.isEmpty()) {
                throw e;
            }
            throw new ConfigException(
                    String.format(
                            Locale.ROOT,
                            "backbone: %s is not here; \"./vpt4j backbone pull %s\" downloads it (%.1f M parameters,"
                                    + " licence %s)",
                            name,
                            name,
                            known.get().millions(),
                            known.get().licence()),
                    e);
        }
    }
}

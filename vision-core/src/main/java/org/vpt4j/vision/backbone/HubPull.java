package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;

/** Brings a model from the hub into the cache of Hugging Face's tools. */
final class HubPull {
    private static final int MAX_ANSWER = 32 << 20;

    private final HubSettings settings;
    private final HuggingFaceCache cache;
    private final HubClient client;

    /** @param pause before a request is tried again */
    HubPull(HubSettings settings, HuggingFaceCache cache, Duration pause) {
        this.settings = settings;
        this.cache = cache;
        this.client = new HubClient(settings, pause);
    }

    /**
     * Downloads what is not there yet.
     *
     * @param name {@code ORG/NAME}
     * @param revision a branch, tag or commit
     * @return the folder of the snapshot
     */
    Path pull(String name, String revision, BackboneHub.PullListener listener) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*") || name.contains("..")) {
            throw new ConfigException("\"" + name + "\" is not the name of a model on the hub; write ORG/NAME");
        }
        if (!revision.matches("[A-Za-z0-9][A-Za-z0-9._/-]*") || revision.contains("..")) {
            throw new ConfigException("\"" + revision + "\" is not a branch, tag or commit");
        }
        if (settings.offline()) {
            return cache.snapshot(name, revision)
                    .orElseThrow(() -> new ConfigException(name + " is not in " + cache.hub()
                            + ", and HF_HUB_OFFLINE forbids to download it; unset it"));
        }
        HubModel model = described(name, revision);
        Path folder = cache.folder(name);
        try (HuggingFaceCache.Lock lock = cache.lock(name)) {
            List<HubModel.RemoteFile> files = described(model, model.needed());
            requireRoom(model.name(), folder, files);
            fetch(model, files, listener);
            if (files.get(0).name().endsWith(".index.json")) {
                List<HubModel.RemoteFile> shards = described(model, shards(model, files.get(0)));
                requireRoom(model.name(), folder, shards);
                fetch(model, shards, listener);
                shards.forEach(shard -> cache.link(model, shard));
            }
            files.forEach(file -> cache.link(model, file)); // the configuration last: it makes the folder a model's
            cache.writeReference(model, revision);
            return lock.snapshot(model);
        }
    }

    private HubModel described(String name, String revision) {
        String models = "/api/models/" + name;
        JsonNode json = client.retrying("asking the hub for " + name, () -> {
            try {
                return json(name, models + "/revision/" + revision.replace("/", "%2F") + "?blobs=true");
            } catch (HubClient.StatusException e) {
                if (e.status() == 404 && revision.equals("main")) { // a mirror may have the short address only
                    return json(name, models + "?blobs=true");
                }
                throw e;
            }
        });
        return HubModel.parse(name, json);
    }

    private JsonNode json(String name, String path) throws IOException, InterruptedException {
        HubResponse response = client.get(URI.create(client.endpoint() + path), 0, -1);
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
            if (bytes.length > MAX_ANSWER) {
                throw new WeightsException(
                        "the hub's answer about " + name + " has more than " + (MAX_ANSWER >> 20) + " MB");
            }
            return JsonFile.parse(bytes, "the hub's answer about " + name);
        }
    }

    /** With sizes and digests of those files for which the hub has not said them yet. */
    private List<HubModel.RemoteFile> described(HubModel model, List<HubModel.RemoteFile> files) {
        List<HubModel.RemoteFile> all = new ArrayList<>();
        for (HubModel.RemoteFile file : files) {
            all.add(file.isKnown() ? file : asked(model, file));
        }
        return all;
    }

    private HubModel.RemoteFile asked(HubModel model, HubModel.RemoteFile file) {
        HttpHeaders headers = client.retrying(
                "asking the hub for " + file.name() + " of " + model.name(),
                () -> client.head(address(model, file)).headers());
        String digest = headers.firstValue("X-Linked-Etag")
                .or(() -> headers.firstValue("ETag"))
                .orElse("")
                .replaceAll("^W/|\"", "");
        long size = headers.firstValueAsLong("X-Linked-Size")
                .orElseGet(() -> headers.firstValueAsLong("Content-Length").orElse(file.size()));
        HubModel.RemoteFile known = new HubModel.RemoteFile(file.name(), size, digest);
        if (!known.isKnown()) {
            throw new WeightsException("the hub does not say size and digest of " + file.name() + " of " + model.name()
                    + ", so that it cannot be checked; is HF_ENDPOINT a mirror of the hub?");
        }
        return known;
    }

    private URI address(HubModel model, HubModel.RemoteFile file) {
        return URI.create(client.endpoint() + "/" + model.name() + "/resolve/" + model.commit() + "/" + file.name());
    }

    private void fetch(HubModel model, List<HubModel.RemoteFile> files, BackboneHub.PullListener listener) {
        for (HubModel.RemoteFile file : files) {
            Path blob = cache.blob(model.name(), file.digest());
            if (isThere(blob, file.size())) {
                continue;
            }
            AtomicLong done = new AtomicLong();
            listener.onProgress(file.name(), 0, file.size());
            new BlobDownload(
                            client,
                            model.name(),
                            file,
                            address(model, file),
                            blob,
                            more -> listener.onProgress(file.name(), done.addAndGet(more), file.size()))
                    .run();
        }
    }

    private static boolean isThere(Path blob, long size) {
        try {
            return Files.isRegularFile(blob) && Files.size(blob) == size;
        } catch (IOException e) {
            throw FileException.unreadable(blob, e);
        }
    }

    private List<HubModel.RemoteFile> shards(HubModel model, HubModel.RemoteFile index) {
        JsonNode map = JsonFile.read(cache.blob(model.name(), index.digest())).path("weight_map");
        TreeSet<String> names = new TreeSet<>();
        map.forEach(value -> names.add(value.asText("")));
        List<HubModel.RemoteFile> shards = new ArrayList<>();
        for (String name : names) {
            HubModel.RemoteFile shard = model.files().get(name);
            if (shard == null || !name.endsWith(".safetensors") || name.contains("/")) {
                throw new WeightsException(index.name() + " of " + model.name() + " lists \"" + Excerpt.of(name)
                        + "\", which is not a safetensors file of that model");
            }
            shards.add(shard);
        }
        return shards;
    }

    private void requireRoom(String name, Path folder, List<HubModel.RemoteFile> files) {
        long needed = 0;
        for (HubModel.RemoteFile file : files) {
            Path blob = folder.resolve("blobs").resolve(file.digest());
            long more = isThere(blob, file.size()) ? 0 : file.size();
            needed = Long.MAX_VALUE - needed < more ? Long.MAX_VALUE : needed + more; // a hub may claim any sizes
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free > 0 && needed > free) {
                throw new FileException("the download of " + name + " needs " + (needed >> 20) + " MB, but " + folder
                        + " has room for " + (free >> 20) + "; free some, or set HF_HOME to a folder on another disk");
            }
        } catch (IOException e) {
            throw FileException.unreadable(folder, e);
        }
    }
}

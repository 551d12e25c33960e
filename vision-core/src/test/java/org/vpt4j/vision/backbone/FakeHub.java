package org.vpt4j.vision.backbone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.vpt4j.vision.files.Sha256;

/** A small server that behaves like the Hugging Face hub, or misbehaves in a chosen way. */
final class FakeHub implements AutoCloseable {
    static final String NAME = "org/tiny";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    final Map<String, byte[]> files = new TreeMap<>();
    final Map<String, byte[]> served = new HashMap<>(); // instead of the file's own bytes
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> tokensAtCdn = new CopyOnWriteArrayList<>();
    final AtomicLong sent = new AtomicLong();
    final AtomicInteger busy = new AtomicInteger(); // answers with 429
    String requiredToken = "";
    String extraFile = "";
    String answer = ""; // instead of the list of files
    boolean ranges = true;
    boolean redirects;
    boolean digests = true;
    volatile int pause; // milliseconds before each 64 KB
    long cutAfter = Long.MAX_VALUE; // bytes of each answer
    long dieAfter = Long.MAX_VALUE; // bytes in all
    long claimedSize = -1;

    private final HttpServer server;
    private final Map<byte[], String> known = Collections.synchronizedMap(new IdentityHashMap<>());

    FakeHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newFixedThreadPool(8, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    Map<String, String> environment() {
        return Map.of("HF_ENDPOINT", "http://localhost:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (path.startsWith("/cdn/")) {
                tokensAtCdn.add(String.valueOf(token));
            } else if (!requiredToken.isEmpty() && !("Bearer " + requiredToken).equals(token)) {
                status(exchange, token == null ? 401 : 403);
                return;
            }
            if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.getResponseHeaders().set("Retry-After", "0");
                status(exchange, 429);
                return;
            }
            String resolve = "/" + NAME + "/resolve/" + COMMIT + "/";
            if (path.equals("/api/models/" + NAME + "/revision/main")) {
                send(exchange, description().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } else if (path.startsWith(resolve)) {
                file(exchange, path.substring(resolve.length()), redirects);
            } else if (path.startsWith("/cdn/")) {
                file(exchange, path.substring("/cdn/".length()), false);
            } else {
                status(exchange, 404);
            }
        }
    }

    private String description() {
        if (!answer.isEmpty()) {
            return answer;
        }
        String siblings = files.entrySet().stream()
                .map(file -> sibling(file.getKey(), file.getValue()))
                .collect(Collectors.joining(","));
        String extra = extraFile.isEmpty() ? "" : ",{\"rfilename\":\"" + extraFile + "\",\"size\":1}";
        return "{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + extra + "]}";
    }

    private String sibling(String name, byte[] bytes) {
        if (!digests) {
            return "{\"rfilename\":\"" + name + "\"}";
        }
        String size = "\"size\":" + (claimedSize < 0 || !isLarge(name) ? bytes.length : claimedSize);
        return isLarge(name)
                ? "{\"rfilename\":\"" + name + "\"," + size + ",\"lfs\":{\"sha256\":\"" + known(name, bytes) + "\","
                        + size + "}}"
                : "{\"rfilename\":\"" + name + "\"," + size + ",\"blobId\":\"" + known(name, bytes) + "\"}";
    }

    private static boolean isLarge(String name) {
        return name.endsWith(".safetensors");
    }

    static String digest(String name, byte[] bytes) {
        if (isLarge(name)) {
            return Sha256.of(bytes);
        }
        MessageDigest sha = GitBlob.digest(bytes.length);
        return HexFormat.of().formatHex(sha.digest(bytes));
    }

    /** As {@link #digest}, computed once for each array. */
    private String known(String name, byte[] bytes) {
        return known.computeIfAbsent(bytes, all -> digest(name, all));
    }

    private void file(HttpExchange exchange, String name, boolean redirect) throws IOException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            status(exchange, 404);
            return;
        }
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        exchange.getResponseHeaders().set("ETag", "\"" + known(name, bytes) + "\"");
        if (redirect) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + known(name, bytes) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(bytes.length));
            exchange.getResponseHeaders()
                    .set("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/cdn/" + name);
            status(exchange, 302);
            return;
        }
        send(exchange, served.getOrDefault(name, bytes));
    }

    private void send(HttpExchange exchange, byte[] bytes) throws IOException {
        int from = 0;
        int to = bytes.length;
        int status = 200;
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range != null && ranges) {
            String[] ends = range.substring("bytes=".length()).split("-", -1);
            from = Integer.parseInt(ends[0]);
            to = Math.min(bytes.length, Integer.parseInt(ends[1]) + 1);
            status = 206;
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes.length);
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(status, to - from == 0 ? -1 : to - from);
        int length = (int) Math.min(to - from, cutAfter);
        OutputStream out = exchange.getResponseBody();
        for (int at = from; at < from + length; at += 1 << 16) {
            int count = Math.min(1 << 16, from + length - at);
            if (sent.addAndGet(count) > dieAfter) {
                return; // the connection is closed
            }
            sleep(pause);
            out.write(bytes, at, count);
        }
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;

/**
 * Requests to the hub: with the user's token, but only to the hub itself; following redirects, waiting when the hub asks
 * for it, and trying again after failures that pass.
 */
final class HubClient {
    private static final int REDIRECTS = 6;
    private static final int TRIES = 5;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final int CONNECT_MS = 20_000;
    private static final int SILENCE_MS = 60_000;
    private static final Set<Integer> REDIRECT = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final HubSettings settings;
    private final Duration pause; // before the second try; doubles

    /** @param pause before the second try; the next ones wait twice as long each */
    HubClient(HubSettings settings, Duration pause) {
        this.settings = settings;
        this.pause = pause;
    }

    /** An answer of the server that is no success. */
    static final class StatusException extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;

        StatusException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** What is done with a connection, and how often it may fail. */
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    URI endpoint() {
        return settings.endpoint();
    }

    /**
     * Runs something again after failures that pass.
     *
     * @throws FileException if it fails for good
     * @throws ConfigException if the hub refuses it
     */
    <T> T retrying(String what, Attempt<T> attempt) {
        IOException last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                if (i > 0) {
                    Thread.sleep(pause.toMillis() << (i - 1));
                }
                return attempt.run();
            } catch (StatusException e) {
                last = e;
                if (!PASSING.contains(e.status())) {
                    throw refused(what, e);
                }
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FileException(what + " was interrupted", e);
            }
        }
        throw new FileException(
                what + " failed " + TRIES + " times: " + message(last)
                        + "; run the same command again, it continues where this one stopped",
                last);
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private RuntimeException refused(String what, StatusException e) {
        return switch (e.status()) {
            case 401, 403 ->
                new ConfigException(what + ": the hub refuses it (HTTP " + e.status() + "); "
                        + (settings.token().isPresent()
                                ? "the token does not have access: accept the model's licence on its page at "
                                        + settings.endpoint().getHost() + " first"
                                : "if the name is right, its licence has to be accepted on its page at "
                                        + settings.endpoint().getHost() + ", and HF_TOKEN set to a token of yours"));
            case 404 -> new ConfigException(what + ": the hub does not know it (HTTP 404); check the name");
            default -> new FileException(what + ": " + e.getMessage());
        };
    }

    /**
     * Opens an address. The caller closes the body.
     *
     * @param first and last byte that are asked for; all if last is negative
     * @throws StatusException if the answer is not 200 or 206
     */
    HubResponse get(URI start, long first, long last) throws IOException, InterruptedException {
        URI at = start;
        for (int i = 0; i <= REDIRECTS; i++) {
            HubResponse response = send(at, "GET", first, last);
            if (!REDIRECT.contains(response.status())) {
                return checked(response);
            }
            close(response);
            at = next(at, response);
        }
        throw new IOException("more than " + REDIRECTS + " redirects from " + start);
    }

    /** Headers of an address on the hub itself: those of redirects count there. */
    HubResponse head(URI start) throws IOException, InterruptedException {
        HubResponse response = send(start, "HEAD", 0, -1);
        close(response);
        boolean relative = response.headers()
                .firstValue("Location")
                .filter(to -> to.startsWith("/"))
                .isPresent();
        if (REDIRECT.contains(response.status()) && relative) { // a model that was renamed
            return head(next(start, response));
        }
        return REDIRECT.contains(response.status()) ? response : checked(response);
    }

    private static URI next(URI at, HubResponse response) throws IOException {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException("a redirect from " + at.getHost() + " without an address"));
        URI to;
        try {
            to = at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirect from " + at.getHost() + " to what is not an address", e);
        }
        boolean plain = "http".equals(to.getScheme());
        if (to.getHost() == null || (!plain && !"https".equals(to.getScheme()))) {
            throw new IOException("a redirect from " + at.getHost() + " to what is not an http address");
        }
        if (plain && "https".equals(at.getScheme())) {
            throw new IOException("a redirect from https to http, at " + at.getHost() + ", which is not followed");
        }
        return to;
    }

    /** Blocks in this thread: java.net.http hands every 16 KB to another one, which costs more than the network here. */
    private HubResponse send(URI at, String method, long first, long last) throws IOException {
        Proxy through = settings.proxy().select(at).get(0);
        HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection(through);
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout(SILENCE_MS);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(method);
        connection.setRequestProperty("User-Agent", "vpt4j");
        connection.setRequestProperty("Accept", "*/*");
        if (last >= 0) {
            connection.setRequestProperty("Range", "bytes=" + first + "-" + last);
        }
        boolean own = at.getHost().equalsIgnoreCase(settings.endpoint().getHost())
                && at.getPort() == settings.endpoint().getPort()
                && at.getScheme().equals(settings.endpoint().getScheme());
        if (own) {
            settings.token()
                    .ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token.secret()));
        }
        int status = connection.getResponseCode();
        if (status < 100) {
            throw new IOException("the answer of " + at.getHost() + " is not HTTP");
        }
        return HubResponse.of(connection, status, at);
    }

    private HubResponse checked(HubResponse response) throws IOException, InterruptedException {
        int status = response.status();
        if (status == 200 || status == 206) {
            return response;
        }
        close(response);
        if (status == 429 || status == 503) {
            waitAsAsked(response);
        }
        throw new StatusException(
                status, "HTTP " + status + " from " + response.uri().getHost());
    }

    private void waitAsAsked(HubResponse response) throws InterruptedException {
        Optional<Duration> asked = response.headers().firstValue("Retry-After").flatMap(HubClient::duration);
        if (asked.isEmpty()) {
            return;
        }
        if (asked.get().compareTo(LONGEST_WAIT) > 0) {
            throw new FileException(
                    "the hub is busy and asks to wait " + asked.get().toSeconds()
                            + " seconds; run the same command again then, it continues where this one stopped");
        }
        Thread.sleep(asked.get().toMillis());
    }

    /** Seconds, or a date. */
    private static Optional<Duration> duration(String text) {
        try {
            if (text.strip().matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text.strip())));
            }
            ZonedDateTime at = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration until = Duration.between(ZonedDateTime.now(at.getZone()), at);
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static void close(HubResponse response) throws IOException {
        response.body().close();
    }
}

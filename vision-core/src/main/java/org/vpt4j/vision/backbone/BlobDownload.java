package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.Sha256;

/**
 * Downloads one file of a model, in pieces that several connections fetch at a time, and checks its size and digest. What has
 * arrived is kept if the process is killed, next to the file, and used by the next download. The file itself appears when
 * it is complete and right.
 */
final class BlobDownload {
    private static final int SMALLEST = 4 << 20; // of a piece; each costs a request
    private static final int LARGEST = 32 << 20;
    private static final int PIECES = 6; // that a file has, so that all connections have work
    private static final int BUFFER = 1 << 16; // stays in the processor's cache
    private static final int CONNECTIONS = 4;
    private static final int NOTED = 1 << 20; // bytes between two notes of what has arrived

    private final HubClient client;
    private final HubModel.RemoteFile file;
    private final String what;
    private final URI address;
    private final Path target;
    private final Path partial;
    private final Path record; // an int for each piece: how many bytes of it have arrived
    private final LongConsumer arrived;
    private final int pieceBytes;
    private final int pieces;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final int[] had; // at the start
    private final boolean[] done;
    private final CountDownLatch answered = new CountDownLatch(1); // the first request
    private volatile URI direct; // where redirects led
    private volatile boolean whole; // whether the server sends the whole file only
    private RuntimeException failure;

    /**
     * @param target named by the file's digest
     * @param arrived is told the number of bytes that have arrived since it was told last
     */
    BlobDownload(
            HubClient client, String model, HubModel.RemoteFile file, URI address, Path target, LongConsumer arrived) {
        this.client = client;
        this.file = file;
        this.what = "downloading " + file.name() + " of " + model;
        this.address = address;
        this.target = target;
        this.partial = target.resolveSibling(target.getFileName() + ".vpt4j-incomplete");
        this.record = target.resolveSibling(target.getFileName() + ".vpt4j-pieces");
        this.arrived = arrived;
        this.pieceBytes = (int) Math.min(LARGEST, Math.max(SMALLEST, file.size() / PIECES));
        this.pieces = Math.toIntExact((file.size() + pieceBytes - 1) / pieceBytes);
        this.had = new int[pieces];
        this.done = new boolean[pieces];
        this.direct = address;
    }

    /**
     * Downloads what is missing.
     *
     * @throws WeightsException if the server sends something else than the hub promised; nothing is kept of it
     * @throws FileException if it cannot be completed now
     */
    void run() {
        try (FileChannel data = open(partial);
                FileChannel arrivals = open(record)) {
            readArrivals(data, arrivals);
            String digest = fetched(data, arrivals);
            if (!digest.equals(file.digest())) {
                throw discarded("its digest is " + digest + ", but the hub lists " + file.digest()
                        + ": it was changed on the way, or the server is not to be trusted");
            }
            data.force(false);
        } catch (IOException e) {
            throw new FileException(what + " to " + partial + " failed: " + e.getMessage() + "; check the disk", e);
        }
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(record);
        } catch (IOException e) {
            throw new FileException(what + " to " + target + " failed: " + e.getMessage() + "; check the disk", e);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** What has arrived of a download that was stopped; nothing if its record does not fit. */
    private void readArrivals(FileChannel data, FileChannel arrivals) throws IOException {
        ByteBuffer counts = ByteBuffer.allocate(Integer.BYTES * pieces);
        if (arrivals.size() == counts.capacity() && data.size() <= file.size()) {
            arrivals.read(counts, 0);
        } else {
            data.truncate(0);
        }
        arrivals.truncate(0);
        for (int i = 0; i < pieces; i++) {
            int count = counts.getInt(Integer.BYTES * i);
            had[i] = count <= length(i) && data.size() >= (long) i * pieceBytes + count ? Math.max(0, count) : 0;
            done[i] = had[i] == length(i);
            note(arrivals, i, had[i]);
            if (had[i] > 0) {
                arrived.accept(had[i]);
            }
        }
    }

    private static void note(FileChannel arrivals, int piece, int count) throws IOException {
        ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).putInt(0, count);
        arrivals.write(number, (long) Integer.BYTES * piece);
    }

    private int length(int piece) {
        return (int) Math.min(pieceBytes, file.size() - (long) piece * pieceBytes);
    }

    /** Fetches in other threads, and follows with the digest in this one. */
    private String fetched(FileChannel data, FileChannel arrivals) throws IOException {
        int connections = Math.min(CONNECTIONS, Math.max(1, pieces));
        Thread[] threads = new Thread[connections];
        running.set(connections);
        for (int i = 0; i < connections; i++) {
            boolean first = i == 0;
            threads[i] = new Thread(() -> fetchPieces(data, arrivals, first), "download-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
        try {
            return digest(data);
        } finally {
            synchronized (done) {
                next.set(pieces); // after a failure, the others stop
            }
            for (Thread thread : threads) {
                join(thread);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String digest(FileChannel data) throws IOException {
        MessageDigest digest = file.isLarge() ? Sha256.digest() : GitBlob.digest(file.size());
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        for (int i = 0; i < pieces; i++) {
            await(i);
            long end = (long) i * pieceBytes + length(i);
            for (long at = (long) i * pieceBytes; at < end; ) {
                buffer.clear().limit((int) Math.min(BUFFER, end - at));
                int read = data.read(buffer, at);
                if (read < 0) {
                    throw new IOException("the file became shorter");
                }
                digest.update(buffer.flip());
                at += read;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void await(int piece) {
        synchronized (done) {
            while (!done[piece] && failure == null) {
                try {
                    done.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new FileException(what + " was interrupted", e);
                }
            }
            if (!done[piece]) {
                throw failure;
            }
        }
    }

    /** The first thread finds out whether the server sends ranges, before the others ask it. */
    private void fetchPieces(FileChannel data, FileChannel arrivals, boolean first) {
        try {
            if (!first) {
                answered.await();
            }
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                int current = piece;
                if (!isDone(current)) {
                    fetchPiece(data, arrivals, current);
                }
            }
            if (running.decrementAndGet() == 0) {
                fail(new FileException(what + " stopped too early; run the same command again"));
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new FileException(what + " was interrupted", e));
        } finally {
            answered.countDown();
        }
    }

    /** Does nothing if everything has arrived. */
    private void fail(RuntimeException e) {
        synchronized (done) {
            failure = failure == null ? e : failure;
            next.set(pieces);
            done.notifyAll();
        }
    }

    private void fetchPiece(FileChannel data, FileChannel arrivals, int piece) {
        long[] at = {(long) piece * pieceBytes + had[piece]}; // an interrupted piece is continued
        while (!isDone(piece) && !whole) {
            long before = at[0];
            try {
                client.retrying(what, () -> {
                    fetch(data, arrivals, piece, at);
                    return null;
                });
            } catch (FileException e) {
                if (at[0] == before) {
                    throw e;
                } // else a connection that is cut again and again, but does get on
            }
        }
    }

    private boolean isDone(int piece) {
        synchronized (done) {
            return done[piece];
        }
    }

    private void fetch(FileChannel data, FileChannel arrivals, int piece, long[] at)
            throws IOException, InterruptedException {
        if (whole) { // another thread gets everything
            return;
        }
        long end = (long) piece * pieceBytes + length(piece);
        HubResponse response;
        try {
            response = client.get(direct, at[0], end - 1);
        } catch (HubClient.StatusException e) {
            if (direct.equals(address)) {
                throw e;
            }
            direct = address; // a signed address may have expired
            response = client.get(address, at[0], end - 1);
        }
        direct = response.uri();
        try (InputStream in = response.body()) {
            if (response.status() == 200) {
                fetchWhole(data, arrivals, in);
                return;
            }
            requireSize(response);
            answered.countDown();
            while (at[0] < end) {
                long before = at[0];
                copy(in, data, at, Math.min(end, before + NOTED));
                note(arrivals, piece, (int) (at[0] - (long) piece * pieceBytes));
                if (at[0] == before) {
                    break;
                }
            }
            if (at[0] < end) {
                throw new IOException("the connection was closed after " + at[0] + " of " + file.size() + " bytes");
            }
            mark(arrivals, piece);
        }
    }

    /** The server must mean a file of the promised size. */
    private void requireSize(HubResponse response) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        int slash = range.lastIndexOf('/');
        String total = range.substring(slash + 1);
        if (slash >= 0 && !total.equals("*") && !total.equals(Long.toString(file.size()))) {
            throw discarded("the server has a file of " + total + " bytes, but the hub lists " + file.size());
        }
    }

    /** A server that does not send ranges: one connection gets everything, from the start. */
    private void fetchWhole(FileChannel data, FileChannel arrivals, InputStream in) throws IOException {
        synchronized (this) {
            if (whole) {
                return;
            }
            whole = true;
        }
        try {
            long[] at = {0};
            copy(in, data, at, file.size());
            if (at[0] < file.size()) {
                throw new IOException("the connection was closed after " + at[0] + " of " + file.size() + " bytes");
            }
            if (in.read() >= 0) {
                throw discarded("the server sends more than the " + file.size() + " bytes that the hub lists");
            }
            for (int i = 0; i < pieces; i++) {
                mark(arrivals, i);
            }
        } finally {
            if (!isDone(pieces - 1)) {
                whole = false; // the next try starts again
            }
        }
    }

    /** Also moves {@code at} if the connection is cut. */
    private void copy(InputStream in, FileChannel data, long[] at, long end) throws IOException {
        byte[] bytes = new byte[BUFFER];
        while (at[0] < end) {
            int read = in.read(bytes, 0, (int) Math.min(BUFFER, end - at[0]));
            if (read < 0) {
                return;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, read);
            long to = at[0];
            while (buffer.hasRemaining()) {
                to += data.write(buffer, to);
            }
            at[0] += read;
            arrived.accept(read);
        }
    }

    private void mark(FileChannel arrivals, int piece) throws IOException {
        synchronized (done) {
            note(arrivals, piece, length(piece));
            done[piece] = true;
            done.notifyAll();
        }
    }

    private WeightsException discarded(String why) {
        try {
            Files.deleteIfExists(partial);
            Files.deleteIfExists(record);
        } catch (IOException e) {
            why += "; " + partial + " could not be removed";
        }
        return new WeightsException(what + ": " + why + "; nothing was kept");
    }
}

package dev.towline.source.git;

import dev.towline.source.FailureKind;
import dev.towline.source.SourceException;
import dev.towline.source.TreeSink;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A tree as one stream: folders, files in pieces, links. Neither side holds a file in memory. */
final class TreeFrames {
    private static final int PIECE = 1 << 16;

    private TreeFrames() {}

    static void end(DataOutputStream out) throws IOException {
        Wire.text(out, "end");
    }

    /** Writes what it is given. */
    record Writer(DataOutputStream out) implements TreeSink {
        @Override
        public void directory(String path) throws IOException {
            Wire.text(out, "directory");
            Wire.text(out, path);
        }

        @Override
        public void file(String path, boolean executable, InputStream content) throws IOException {
            Wire.text(out, "file");
            Wire.text(out, path);
            out.writeBoolean(executable);
            byte[] buffer = new byte[PIECE];
            for (int read = content.readNBytes(buffer, 0, PIECE); read > 0; read = content.readNBytes(buffer, 0,
                    PIECE)) {
                out.writeInt(read);
                out.write(buffer, 0, read);
            }
            out.writeInt(0);
        }

        @Override
        public void symlink(String path, String target) throws IOException {
            Wire.text(out, "symlink");
            Wire.text(out, path);
            Wire.text(out, target);
        }
    }

    /**
     * Reads until the end.
     *
     * @throws SourceException that the worker met
     */
    static void read(DataInputStream in, TreeSink sink) throws IOException {
        for (String kind = Wire.text(in); !kind.equals("end"); kind = Wire.text(in)) {
            switch (kind) {
                case "directory" -> sink.directory(Wire.text(in));
                case "symlink" -> sink.symlink(Wire.text(in), Wire.text(in));
                case "file" -> {
                    String path = Wire.text(in);
                    boolean executable = in.readBoolean();
                    Pieces pieces = new Pieces(in);
                    sink.file(path, executable, pieces);
                    pieces.skipRest();
                }
                case GitWorker.FAULT ->
                    throw new SourceException(FailureKind.valueOf(Wire.text(in)), Wire.text(in));
                case GitWorker.DAMAGE -> throw new LookApart.Damaged(Wire.text(in));
                default -> throw new IOException("unknown entry");
            }
        }
    }

    /** The pieces of one file. */
    private static final class Pieces extends FilterInputStream {
        private final DataInputStream data;
        private int left;
        private boolean ended;

        Pieces(DataInputStream data) {
            super(data);
            this.data = data;
        }

        void skipRest() throws IOException {
            byte[] buffer = new byte[PIECE];
            while (read(buffer, 0, PIECE) >= 0) {
                // The sink did not want it.
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && !ended) {
                left = data.readInt();
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int read = data.read(buffer, offset, Math.min(left, length));
            if (read < 0) {
                throw new EOFException("the tree ends in the middle of a file");
            }
            left -= read;
            return read;
        }

        @Override
        public int available() {
            return 0;
        }

        @Override
        public void close() {
            // The stream goes on behind it.
        }
    }
}

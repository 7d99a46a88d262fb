package dev.towline.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.towline.budget.Budget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON object a line in {@code audit.log}, mode 0600, only ever appended to. Beyond its size it becomes {@code audit.log.1}, and the one
 * before that goes. It is no table of the history: a damaged or full database must not hide who asked for what.
 */
public final class AuditFile implements AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Path older;
    private final UnaryOperator<String> mask;

    /**
     * The trail in this folder.
     *
     * @param folder the agent's state
     * @param mask takes secrets out of a text
     */
    public AuditFile(Path folder, UnaryOperator<String> mask) {
        this.mask = mask;
        this.file = folder.resolve("audit.log");
        this.older = folder.resolve("audit.log.1");
    }

    @Override
    public synchronized void record(AuditEntry entry) {
        String text = mask.apply(text(entry));
        byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file) && Files.size(file) + line.length > Budget.AUDIT_FILE.amount()) {
                Files.move(file, older, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            append(line);
        } catch (IOException e) {
            // A full disk must not keep a person from rolling back; the log of the agent has it then.
            LOG.error("{}: the audit trail cannot be written ({}); {}", file, e.getMessage(), text);
        }
    }

    private void append(byte[] line) throws IOException {
        try (FileChannel channel = FileChannel.open(file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), PosixFilePermissions
                        .asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }

    @Override
    public synchronized List<AuditEntry> newest(int limit) {
        List<AuditEntry> all = new ArrayList<>(read(older));
        all.addAll(read(file));
        return all.reversed().stream().limit(limit).toList();
    }

    private static List<AuditEntry> read(Path file) {
        try {
            // A line that a crash has cut, or that somebody has edited, is passed over.
            return new String(end(file), StandardCharsets.UTF_8).lines().map(AuditFile::entry)
                    .flatMap(Optional::stream).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            // An empty list would say that nobody has asked for anything.
            throw new UncheckedIOException(new IOException(
                    file + ": the audit trail cannot be read (" + e.getMessage()
                            + "); move it away, and look at its disk",
                    e));
        }
    }

    /** As much as the file may have; what somebody else has made it grow by is passed over. */
    private static byte[] end(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - Budget.AUDIT_FILE.amount()));
            return in.readNBytes(Budget.AUDIT_FILE.count());
        }
    }

    private static String text(AuditEntry entry) {
        ObjectNode json = JSON.createObjectNode().put("at", entry.at().toString()).put("via", entry.via())
                .put("by", entry.by()).put("from", entry.from()).put("site", entry.site())
                .put("request", entry.request()).put("detail", entry.detail()).put("status", entry.status())
                .put("answer", entry.answer());
        return json.toString();
    }

    private static Optional<AuditEntry> entry(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return Optional.of(new AuditEntry(Instant.parse(json.path("at").asText()), json.path("via").asText(),
                    json.path("by").asText(), json.path("from").asText(), json.path("site").asText(),
                    json.path("request").asText(), json.path("detail").asText(), json.path("status").asInt(),
                    json.path("answer").asText()));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }
}

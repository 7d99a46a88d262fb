package dev.towline.cli;

import dev.towline.Agent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes what the Debian package says about the commands: sources of the man pages and the completion of shells. The build calls it. */
public final class Paperwork {
    private Paperwork() {}

    /** @param words the folder to write into; with a second word, {@code gzip}, it packs the man pages and the changelog there */
    public static void main(String[] words) throws IOException {
        Path folder = Files.createDirectories(Path.of(words[0]));
        if (words.length > 1) {
            pack(folder, Path.of(words[1]));
            return;
        }
        CommandLine line = Towline.commandLine(new Agent());
        int code = ManPageGenerator.generateManPage(Files.createDirectories(folder.resolve("man")).toFile(), null,
                new boolean[0], true, line.getCommandSpec());
        if (code != 0) {
            throw new IOException("the man pages' generator ended with " + code);
        }
        // Completion is read by a shell and not run by itself.
        String script = AutoComplete.bash("towline", line).replaceFirst("^#!.*\n", "");
        Files.writeString(folder.resolve("towline.completion"), script);
        // zsh reads the completion of bash, which picocli's script knows how to ask for.
        Files.writeString(folder.resolve("_towline"), "#compdef towline\n"
                + "autoload -U +X bashcompinit && bashcompinit\n" + script);
    }

    private static void pack(Path folder, Path changelog) throws IOException {
        Path packed = Files.createDirectories(folder.resolve("man1-gz"));
        try (Stream<Path> pages = Files.list(folder.resolve("man1"))) {
            for (Path page : pages.filter(p -> p.toString().endsWith(".1")).toList()) {
                gzip(page, packed.resolve(page.getFileName() + ".gz"));
            }
        }
        gzip(changelog, folder.resolve("changelog.gz"));
    }

    /** With the mark of the best compression in the header (RFC 1952, XFL), which Java leaves out and Debian's checker looks for. */
    private static void gzip(Path from, Path to) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            Files.copy(from, out);
        }
        byte[] packed = bytes.toByteArray();
        packed[8] = 2;
        Files.write(to, packed);
    }
}

package dev.towline.source.git;

import dev.towline.source.FetchResult;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.nio.file.Path;
import java.util.List;

/** A process with the agent's memory that fetches from one repository after the other and says what came of it. */
final class SmallAgent {
    private SmallAgent() {}

    /** @param arguments a folder, the workers' heap, then what to fetch; the same one may come again */
    public static void main(String[] arguments) throws Exception {
        WorkerMemory.install();
        for (String url : List.of(arguments).subList(2, arguments.length)) {
            String name = "s" + Integer.toHexString(url.hashCode());
            SourceSpec spec = SourceSpec.of(name, url, RevisionPolicy.parse("main"));
            int[] started = {0};
            Launcher counted = words -> {
                started[0]++;
                return Jvm.workers(arguments[1]).start(words);
            };
            try (GitSource source = new GitSource(spec, Path.of(arguments[0]).resolve(name), counted)) {
                FetchResult result = source.fetch();
                System.out.println(result.getClass().getSimpleName() + " " + started[0] + " " + result);
                source.current().ifPresent(revision -> source.snapshot(revision).paths());
            }
        }
        System.out.println("peak " + Jvm.peak("self"));
    }
}

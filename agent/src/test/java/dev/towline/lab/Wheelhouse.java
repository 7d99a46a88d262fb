package dev.towline.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The wheels that the sample application's releases require, fetched once per machine and checked by their hashes. */
final class Wheelhouse {
    private static final List<String> REQUIREMENTS = List.of("club/base/requirements.txt", "club/r4/requirements.txt");
    /** Debian 12 has glibc 2.36, Debian 13 a later one. */
    private static final List<String> TARGET = List.of("--only-binary=:all:", "--implementation=cp",
            "--platform=manylinux_2_28_x86_64", "--platform=manylinux_2_17_x86_64", "--platform=manylinux2014_x86_64");

    private Wheelhouse() {}

    static Path folder(LabCache cache) {
        var inputs = new StringBuilder(String.join(" ", TARGET));
        for (Debian debian : Debian.values()) {
            inputs.append(debian.python()).append(' ');
        }
        REQUIREMENTS.forEach(file -> inputs.append(LabFiles.text(file)));
        return cache.obtain("wheels", inputs.toString(), Wheelhouse::download);
    }

    private static void download(Path empty) {
        for (Debian debian : Debian.values()) {
            for (String requirements : REQUIREMENTS) {
                var argv = new ArrayList<>(List.of("python3", "-m", "pip", "download", "--quiet", "--no-input",
                        "--dest", empty.toString(), "--requirement", LabFiles.at(requirements).toString(),
                        "--python-version=" + debian.python()));
                argv.addAll(TARGET);
                Command.of(argv).limit(Duration.ofMinutes(5)).runOk();
            }
        }
    }
}

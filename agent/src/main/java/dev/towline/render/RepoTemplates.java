package dev.towline.render;

import dev.towline.desired.Component;
import dev.towline.desired.ConfigRepo;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A component's templates include from its own folder first, then from the repo's shared one; those only from there. */
final class RepoTemplates implements TemplateLoader {
    private final ConfigRepo repo;
    private final Map<String, Component> components;

    RepoTemplates(ConfigRepo repo) {
        this.repo = repo;
        this.components = repo.components().values().stream().flatMap(p -> p.value().stream())
                .collect(Collectors.toUnmodifiableMap(Component::label, Function.identity()));
    }

    @Override
    public Optional<TemplateSource> load(String name, String fromTemplate) {
        if (name.startsWith("/") || List.of(name.split("/", -1)).stream()
                .anyMatch(p -> p.isEmpty() || p.equals("..") || p.equals("."))) {
            return Optional.empty();
        }
        return own(name, fromTemplate).or(() -> shared(name));
    }

    /** Whether any template that one of this component may include speaks of secrets. */
    boolean mentionsSecrets(Component component) {
        String folder = component.folder() + "/";
        return mentioned(
                component.files().paths().tailSet(folder).stream().takeWhile(p -> p.startsWith(folder)).toList(),
                p -> component.files().read(p))
                || mentioned(repo.files().paths().stream().filter(p -> p.startsWith(ConfigRepo.SHARED + "/")).toList(),
                        p -> repo.files().read(p));
    }

    private static boolean mentioned(Collection<String> paths, Function<String, Optional<byte[]>> read) {
        return paths.stream().filter(p -> p.endsWith(".j2"))
                .anyMatch(p -> read.apply(p).filter(b -> new String(b, StandardCharsets.UTF_8).contains("secrets"))
                        .isPresent());
    }

    private Optional<TemplateSource> own(String name, String fromTemplate) {
        String[] parts = fromTemplate.split("/", 3);
        Component component = parts.length < 3 ? null : components.get(parts[0] + "/" + parts[1]);
        return component == null
                ? Optional.empty()
                : component.read(name).map(b -> source(component.label() + "/" + name, b));
    }

    private Optional<TemplateSource> shared(String name) {
        String path = ConfigRepo.SHARED + "/" + name;
        return repo.files().read(path).map(b -> source(path, b));
    }

    private static TemplateSource source(String name, byte[] bytes) {
        return new TemplateSource(name, new String(bytes, StandardCharsets.UTF_8));
    }
}

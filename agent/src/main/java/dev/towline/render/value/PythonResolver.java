package dev.towline.render.value;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** PyYAML's resolver: {@code 1e3} is a string, {@code 12:30} is 750. */
final class PythonResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
        add(Tag.BOOL, "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF", "yYnNtTfFoO");
        add(Tag.FLOAT, "[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
                + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
                "-+0123456789.");
        add(Tag.INT, "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
                + "|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+", "-+0123456789");
        add(Tag.MERGE, "<<", "<");
        add(Tag.NULL, "~|null|Null|NULL| ", "~nN\0");
        addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
        add(Tag.TIMESTAMP, "[0-9]{4}-[0-9][0-9]-[0-9][0-9]|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \\t]+)[0-9][0-9]?:"
                + "[0-9][0-9]:[0-9][0-9](?:\\.[0-9]*)?(?:[ \\t]*(?:Z|[-+][0-9][0-9]?(?::[0-9][0-9])?))?", "0123456789");
        add(new Tag("tag:yaml.org,2002:value"), "=", "=");
    }

    private void add(Tag tag, String pattern, String first) {
        addImplicitResolver(tag, Pattern.compile("^(?:" + pattern + ")$"), first);
    }
}

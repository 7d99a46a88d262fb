package dev.towline.desired;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A component's word on one of its variables: what a value must look like, so that none can break a template that uses it. */
public record VariableSpec(
        @Key(value = "What a value must look like; `list<…>`, `map<…, …>` and `enum<a|b>` hold others. Forms: `text`, `line`, `int`, `number`, `bool`, `value`, `name`, `size`, `nginx-size`, `duration`, `nginx-time`, `port`, `path`, `relative-path`, `url-path`, `url`, `database-url`, `domain`, `email`, `network`, `regex`, `command`, `calendar`, `dotted-name`, `env-name`, `secret-name`, `identifier`, `setting-name`, `header-name`, `header-value`, `nginx-value`; `fields` is a mapping with the keys of `fields`; `any` is not checked.", example = "list<name>") VariableType type,
        @Key(value = "What it is for, in a line.", fallback = "''") String text,
        @Key(value = "A value, as YAML, for messages and the reference.", absent = "none", example = "400M") Optional<String> example,
        @Key(value = "Whether it must be set; others have a default in 'vars'.", fallback = "false") boolean required,
        @Key(value = "Whether an empty text is allowed and means none; so anyway where the default is empty.", fallback = "false") boolean empty,
        @Key(value = "A regular expression that a text must match as a whole.", absent = "the type decides") Optional<String> pattern,
        @Key(value = "The smallest number.", absent = "any", min = Integer.MIN_VALUE) Optional<Integer> min,
        @Key(value = "The largest number.", absent = "any", min = Integer.MIN_VALUE) Optional<Integer> max,
        @Key(value = "The keys of a mapping of type 'fields'.", example = "{ name: { type: name, required: true } }") Map<String, VariableSpec> fields,
        @Key(value = "The key of 'fields' that must differ within a list; - and _ count as the same.", absent = "none", example = "name") Optional<String> unique,
        @Key(value = "Other variables of which it must differ.", example = "[media_url]") List<String> differs,
        @Key(value = "Whether only somebody who may act as root may set it: a delegated site may not.", fallback = "false") boolean trusted) {
    public VariableSpec {
        pattern.ifPresent(java.util.regex.Pattern::compile);
        if (holdsFields(type) == fields.isEmpty()) {
            throw new IllegalArgumentException("'fields' belongs to the type 'fields', and it to them");
        }
        if (unique.isPresent() && !fields.containsKey(unique.get())) {
            throw new IllegalArgumentException("'unique' names one of the fields");
        }
    }

    private static boolean holdsFields(VariableType type) {
        return switch (type) {
            case VariableType.Fields _ -> true;
            case VariableType.Many many -> holdsFields(many.element());
            case VariableType.Table table -> holdsFields(table.value());
            case VariableType.One _,VariableType.Choice _,VariableType.Free _ -> false;
        };
    }
}

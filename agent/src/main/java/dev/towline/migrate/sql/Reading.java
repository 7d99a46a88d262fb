package dev.towline.migrate.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a parsed statement to the changes that it makes. This class knows the statements; tables and columns have readers of their own. */
final class Reading {
    /** What changes the numbers that a sequence gives. */
    private static final Set<String> RANGE = Set.of("RESTART", "MAXVALUE", "MINVALUE", "INCREMENT", "CYCLE", "AS");
    private final String text;
    private final Dialect spoken;
    private final int offset;

    Reading(String text, Dialect spoken, int offset) {
        this.text = text;
        this.spoken = spoken;
        this.offset = offset;
    }

    /** Never empty. */
    List<Change> of(Node statement) {
        Node inner = statement;
        while (inner.children().size() == 1 && !inner.children().getFirst().children().isEmpty()
                && !inner.rule().endsWith("_stmt") && !inner.rule().endsWith("_psql")) {
            inner = inner.children().getFirst();
        }
        return switch (inner.rule()) {
            case "schema_create" -> create(inner);
            case "schema_alter" -> alter(inner);
            case "schema_drop" -> drop(inner);
            case "rule_common", "other_rules" -> grant(inner).stream().map(this::whole).toList();
            case "comment_on_statement", "set_statement", "security_label",
                    "schema_import" ->
                List.of(whole(created(inner)));
            default -> new ScriptReading(this).all(inner).stream().map(this::whole).toList();
        };
    }

    Change whole(Draft draft) {
        return draft.change(text, offset);
    }

    Change part(Draft draft, String sql, int start) {
        return draft.change(sql, offset + start);
    }

    String text(Node node) {
        return node.text(text);
    }

    String text() {
        return text;
    }

    Dialect spoken() {
        return spoken;
    }

    Optional<Node> nameNode(Node node) {
        return node.child("schema_qualified_name");
    }

    Name name(Node node) {
        return Name.of(text(node));
    }

    /** What stands directly here as a name with or without a schema; the first one. */
    Name firstName(Node node) {
        return node.children().stream()
                .filter(n -> n.rule().equals("schema_qualified_name") || n.rule().equals("identifier"))
                .findFirst().map(this::name).orElse(new Name(null, ""));
    }

    private List<Change> create(Node create) {
        Node what = create.children().getLast();
        return switch (what.rule()) {
            case "create_table_statement", "create_table_as_statement", "create_foreign_table_statement",
                    "create_table_external_statement" ->
                new TableReading(this).create(what);
            case "create_index_statement" -> List.of(whole(new TableReading(this).index(what)));
            default -> List.of(whole(created(what)));
        };
    }

    private Draft created(Node what) {
        return switch (what.rule()) {
            case "create_view_statement" -> Draft.of(Kind.CREATE_VIEW).table(firstName(what))
                    .when(what.has("REPLACE"), Trait.OR_REPLACE).when(what.has("MATERIALIZED"), Trait.MATERIALIZED)
                    .when(what.child("if_not_exists").isPresent(), Trait.IF_NOT_EXISTS)
                    .expression(what.child("select_stmt").map(this::text).orElse(null));
            case "create_function_statement" -> function(what);
            case "create_aggregate_statement" -> Draft.of(Kind.CREATE_FUNCTION).table(firstName(what))
                    .when(what.has("REPLACE"), Trait.OR_REPLACE);
            case "create_trigger_statement" -> Draft.of(Kind.CREATE_TRIGGER)
                    .name(what.child("identifier").map(this::text).orElse(null)).table(firstTable(what))
                    .when(what.has("REPLACE"), Trait.OR_REPLACE);
            case "create_rewrite_statement" -> Draft.of(Kind.CREATE_RULE).table(firstTable(what));
            case "create_policy_statement" -> Draft.of(Kind.CREATE_POLICY).table(firstTable(what));
            case "create_sequence_statement" -> Draft.of(Kind.CREATE_SEQUENCE).table(firstName(what));
            case "create_schema_statement" -> Draft.of(Kind.CREATE_SCHEMA).table(firstName(what));
            case "create_type_statement" ->
                Draft.of(Kind.CREATE_TYPE).table(firstName(what)).when(what.has("ENUM"), Trait.ENUM);
            case "create_domain_statement" -> Draft.of(Kind.CREATE_DOMAIN).table(firstName(what))
                    .when(what.outermost("domain_constraint").stream().anyMatch(c -> c.has("CHECK") || c.has("NOT")),
                            Trait.NOT_NULL);
            case "create_extension_statement" ->
                Draft.of(Kind.CREATE_EXTENSION).name(text(what.child("identifier").orElse(what)))
                        .when(what.child("if_not_exists").isPresent(), Trait.IF_NOT_EXISTS);
            case "create_database_statement" -> Draft.of(Kind.CREATE_DATABASE);
            case "create_user_or_role_statement", "create_group_statement" -> role(what);
            case "create_event_trigger_statement", "create_subscription_statement", "create_tablespace_statement",
                    "create_language_statement", "create_transform_statement", "create_access_method_statement",
                    "schema_import" ->
                Draft.of(Kind.UNKNOWN);
            case "create_publication_statement" -> Draft.of(Kind.PUBLICATION);
            case "comment_on_statement" -> Draft.of(Kind.COMMENT);
            case "set_statement" -> setting(what);
            default -> Draft.of(Kind.OTHER);
        };
    }

    private Name firstTable(Node what) {
        return nameNode(what).map(this::name).orElse(new Name(null, ""));
    }

    private Draft function(Node what) {
        boolean definer = what.everything().anyMatch(n -> n.has("SECURITY", "DEFINER"));
        boolean path = text.toLowerCase(java.util.Locale.ROOT).contains("search_path");
        return Draft.of(Kind.CREATE_FUNCTION).table(what.child("function_parameters").map(this::firstName).orElse(null))
                .when(what.has("REPLACE"), Trait.OR_REPLACE).when(definer, Trait.SECURITY_DEFINER)
                .when(path, Trait.SEARCH_PATH);
    }

    private Draft role(Node what) {
        return Draft.of(Kind.ROLE).when(what.everything().anyMatch(n -> n.rule().equals("SUPERUSER")
                || n.rule().equals("BYPASSRLS") || n.rule().equals("REPLICATION")), Trait.SUPERUSER);
    }

    private List<Draft> grant(Node what) {
        Node said = what.child("other_rules").orElse(what);
        Kind kind = said.has("REVOKE") ? Kind.REVOKE : Kind.GRANT;
        List<Draft> each = what.find("names_references").stream()
                .flatMap(names -> names.outermost("schema_qualified_name").stream())
                .map(name -> Draft.of(kind).table(name(name))).toList();
        return each.isEmpty() ? List.of(Draft.of(kind)) : each;
    }

    private Draft setting(Node what) {
        Node action = what.child("set_action").orElse(what);
        if (action.has("CONSTRAINTS")) {
            return Draft.of(Kind.SET_CONSTRAINTS);
        }
        Draft draft = Draft.of(Kind.SET).when(action.has("LOCAL"), Trait.LOCAL);
        return action.child("session_local_option").map(option -> draft.name(firstName(option).name())
                .expression(option.child("set_statement_value").map(this::text).orElse(null))).orElse(draft);
    }

    private List<Change> alter(Node alter) {
        Node what = alter.children().getLast();
        return switch (what.rule()) {
            case "alter_table_statement" -> new TableReading(this).alter(alter, what);
            case "alter_domain_statement" -> List.of(whole(domain(what)));
            default -> List.of(whole(altered(what)));
        };
    }

    private Draft altered(Node what) {
        boolean renamed = what.find("rename_to").isPresent();
        boolean moved = what.find("set_schema").isPresent();
        Draft simple = renamed ? Draft.of(renames(what.rule())) : moved ? Draft.of(Kind.SET_SCHEMA) : null;
        if (simple != null) {
            Node named = what.child("function_parameters").or(() -> what.find("comment_member_object")).orElse(what);
            return simple.table(firstName(named)).name(what.find("rename_to").flatMap(to -> to.child("identifier"))
                    .map(this::text).orElse(null));
        }
        Draft other = Draft.of(Kind.OTHER).table(firstName(what));
        return switch (what.rule()) {
            case "alter_type_statement" -> type(what);
            case "alter_sequence_statement" -> Draft.of(Kind.ALTER_SEQUENCE).table(firstName(what))
                    .when(what.everything().anyMatch(n -> RANGE.contains(n.rule())), Trait.RESTART);
            case "alter_extension_statement" -> Draft.of(Kind.ALTER_EXTENSION)
                    .when(what.everything().anyMatch(n -> n.rule().equals("ADD")), Trait.LOOSENS);
            case "alter_owner_statement" -> Draft.of(Kind.CHANGE_OWNER).table(what.find("schema_qualified_name")
                    .map(this::name).orElse(null));
            case "alter_policy_statement" -> Draft.of(Kind.CREATE_POLICY).table(firstTable(what));
            case "alter_user_or_role_statement", "alter_group_statement" -> role(what);
            case "alter_view_statement" -> what.find("drop_def").isPresent()
                    ? Draft.of(Kind.DROP_DEFAULT).table(firstName(what))
                    : what.find("set_def_column").isPresent()
                            ? Draft.of(Kind.SET_DEFAULT).table(firstName(what))
                            : what.find("RENAME").isPresent()
                                    ? Draft.of(Kind.RENAME_COLUMN).table(firstName(what))
                                    : Draft.of(Kind.ALTER_FUNCTION).table(firstName(what));
            case "alter_materialized_view_statement" ->
                what.find("RENAME").isPresent() ? Draft.of(Kind.RENAME_COLUMN).table(firstName(what)) : other;
            case "alter_function_statement" -> Draft.of(Kind.ALTER_FUNCTION)
                    .table(what.child("function_parameters").map(this::firstName).orElse(null));
            case "alter_index_statement" ->
                what.find("set_tablespace").isPresent() ? Draft.of(Kind.SET_TABLESPACE) : other;
            case "alter_event_trigger_statement", "alter_database_statement", "alter_tablespace_statement",
                    "alter_subscription_statement", "alter_language_statement" ->
                Draft.of(Kind.UNKNOWN);
            case "alter_publication_statement" -> Draft.of(Kind.PUBLICATION);
            case "alter_trigger_statement", "alter_rule_statement" -> other;
            default -> other;
        };
    }

    private static Kind renames(String rule) {
        return switch (rule) {
            case "alter_index_statement" -> Kind.RENAME_INDEX;
            case "alter_schema_statement" -> Kind.RENAME_SCHEMA;
            case "alter_policy_statement", "alter_trigger_statement", "alter_rule_statement",
                    "alter_statistics_statement",
                    "alter_publication_statement", "alter_subscription_statement" ->
                Kind.OTHER;
            default -> Kind.RENAME_OBJECT;
        };
    }

    private Draft type(Node what) {
        Name named = firstName(what);
        if (what.has("ADD", "VALUE")) {
            return Draft.of(Kind.ALTER_TYPE_ADD_VALUE).table(named)
                    .expression(what.all("sconst").stream().findFirst().map(this::text).orElse(null))
                    .when(what.child("if_not_exists").isPresent(), Trait.IF_NOT_EXISTS);
        }
        if (what.has("RENAME", "VALUE")) {
            return Draft.of(Kind.ALTER_TYPE_RENAME_VALUE).table(named);
        }
        if (what.has("RENAME", "ATTRIBUTE")) {
            return Draft.of(Kind.RENAME_OBJECT).table(named);
        }
        return what.find("type_action").isPresent()
                ? Draft.of(Kind.ALTER_TYPE_ATTRIBUTE).table(named)
                        .when(what.all("type_action").stream().allMatch(n -> n.has("ADD")), Trait.LOOSENS)
                : Draft.of(Kind.OTHER).table(named);
    }

    private Draft domain(Node what) {
        Name named = firstName(what);
        if (what.find("rename_to").isPresent() || what.has("RENAME")) {
            return Draft.of(what.has("CONSTRAINT") ? Kind.OTHER : Kind.RENAME_OBJECT).table(named);
        }
        if (what.find("set_schema").isPresent()) {
            return Draft.of(Kind.SET_SCHEMA).table(named);
        }
        boolean tightens = what.has("SET", "NOT") || what.has("ADD");
        boolean validates = what.child("validate_constraint").isPresent();
        return Draft.of(Kind.ALTER_DOMAIN).table(named).when(!tightens && !validates, Trait.LOOSENS)
                .when(what.has("NOT", "VALID") || validates, Trait.NOT_VALID).when(validates, Trait.LOOSENS);
    }

    private List<Change> drop(Node drop) {
        Node what = drop.children().getLast();
        boolean ifExists = what.find("if_exists").isPresent();
        boolean cascade = what.find("CASCADE").isPresent();
        Kind kind = dropped(what);
        Optional<Node> names = what.child("if_exist_names_restrict_cascade").flatMap(n -> n.child("names_references"));
        if (names.isEmpty()) {
            Name table = nameNode(what).map(this::name).orElse(null);
            return List.of(whole(Draft.of(kind).table(table).name(what.child("identifier").map(this::text).orElse(null))
                    .when(ifExists, Trait.IF_EXISTS).when(cascade, Trait.CASCADE)));
        }
        List<Change> changes = new ArrayList<>();
        String before = text.substring(drop.start(), names.get().start());
        String after = text.substring(names.get().end(), drop.end());
        for (Node name : names.get().all("schema_qualified_name")) {
            Draft draft = Draft.of(kind).table(name(name)).when(ifExists, Trait.IF_EXISTS).when(cascade, Trait.CASCADE)
                    .when(what.has("CONCURRENTLY"), Trait.CONCURRENTLY)
                    .when(what.has("MATERIALIZED"), Trait.MATERIALIZED);
            if (kind == Kind.DROP_INDEX) {
                draft.name(text(name));
            }
            changes.add(part(draft, before + text(name) + after, name.start()));
        }
        return changes;
    }

    private static Kind dropped(Node what) {
        return switch (what.rule()) {
            case "drop_trigger_statement" -> Kind.DROP_TRIGGER;
            case "drop_function_statement" -> Kind.DROP_FUNCTION;
            case "drop_policy_statement" -> Kind.CREATE_POLICY;
            case "drop_database_statement" -> Kind.DROP_DATABASE;
            case "drop_statements" -> what.has("TABLE")
                    ? Kind.DROP_TABLE
                    : what.has("INDEX")
                            ? Kind.DROP_INDEX
                            : what.has("VIEW")
                                    ? Kind.DROP_VIEW
                                    : what.has("SEQUENCE")
                                            ? Kind.DROP_SEQUENCE
                                            : what.has("TYPE") || what.has("DOMAIN")
                                                    ? Kind.DROP_TYPE
                                                    : what.has("SCHEMA")
                                                            ? Kind.DROP_SCHEMA
                                                            : what.has("EXTENSION")
                                                                    ? Kind.DROP_EXTENSION
                                                                    : what.has("STATISTICS")
                                                                            ? Kind.OTHER
                                                                            : Kind.DROP_OBJECT;
            default -> Kind.DROP_OBJECT;
        };
    }
}

package dev.towline.render.filter;

import java.util.HashMap;
import java.util.Map;

/** Names that Ansible knows and that are refused here, with what to do instead. */
final class Refused {
    private static final String CHANCE = "a template must give the same bytes each time: put the value into vars or a secret";
    private static final String HOST = "a template sees no host: put the value into vars";
    private static final String CLOCK = "a template sees no clock: put the value into vars";
    private static final String NEVER = "it is not supported here: put the finished value into vars";
    private static final String TASKS = "there are no task results here: put the value into vars";

    static final Map<String, String> FILTERS = build(Map.of(
            CHANCE, "random shuffle password_hash random_mac",
            HOST, "expanduser expandvars realpath fileglob",
            CLOCK, "strftime to_datetime now",
            NEVER,
            "vault unvault json_query ipaddr ipv4 ipv6 ipwrap ipsubnet ipmath nthhost cidr_merge network_in_usable "
                    + "hwaddr macaddr win_basename win_dirname win_splitdrive pprint urlize striptags forceescape attr "
                    + "from_yaml_all parse_cli parse_xml xml_find dict_kv to_xml from_ini to_ini counter groupby_as_dict lists_mergeby"));
    static final Map<String, String> TESTS = build(Map.of(
            HOST,
            "directory is_dir file is_file link is_link exists is_exist link_exists abs is_abs same_file is_same_file mount is_mount is_file is_directory vaulted_file",
            TASKS,
            "failed failure succeeded success successful reachable unreachable timedout changed change skipped skip finished started",
            NEVER, "vault_encrypted uri url urn nan isnan"));
    static final Map<String, String> FUNCTIONS = build(Map.of(
            HOST, "lookup query q lipsum",
            CLOCK, "now",
            NEVER, "undef omit self"));

    private Refused() {}

    private static Map<String, String> build(Map<String, String> namesByRemedy) {
        Map<String, String> remedies = new HashMap<>();
        namesByRemedy.forEach((remedy, names) -> {
            for (String name : names.split(" ", -1)) {
                remedies.put(name, remedy);
            }
        });
        return Map.copyOf(remedies);
    }
}

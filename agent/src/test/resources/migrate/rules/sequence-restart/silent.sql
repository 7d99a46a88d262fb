ALTER SEQUENCE member_id_seq OWNED BY member.id;

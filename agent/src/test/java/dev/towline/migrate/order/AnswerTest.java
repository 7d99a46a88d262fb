package dev.towline.migrate.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static Answer answer(String json) throws JsonProcessingException {
        return new Answer(new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    private static final String WAITING = "{'waiting':[{'sql':'DROP a','migration':'club.0002','release':'r2'}]}";

    @Test
    void where_there_is_one_database_nobody_names_it() throws JsonProcessingException {
        assertEquals(List.of("DROP a (club.0002, since release r2)"),
                answer("{'databases':{'default':" + WAITING + "}}").waiting());
    }

    @Test
    void where_there_are_several_each_line_begins_with_the_alias_of_its_own() throws JsonProcessingException {
        assertEquals(List.of("default: DROP a (club.0002, since release r2)",
                "logs: DROP a (club.0002, since release r2)"),
                answer("{'databases':{'default':" + WAITING + ",'logs':" + WAITING + "}}").waiting());
    }

    @Test
    void a_refusal_names_the_rule_that_an_override_would_name() throws JsonProcessingException {
        assertEquals(
                "logs: club/migrations/0002.py:7: Alter field size on thing [rewrite-type]: it rewrites; add another",
                answer("{'databases':{'default':{},'logs':{'refusals':[{'file':'club/migrations/0002.py','line':7,"
                        + "'describe':'Alter field size on thing','rule':'rewrite-type','why':'it rewrites',"
                        + "'remedy':'add another'}]}}}").why());
    }

    @Test
    void an_error_in_another_database_than_the_default_names_it() throws JsonProcessingException {
        Answer failed = answer("{'ok':false,'error':{'code':'failed','message':'ValueError','database':'logs'}}");
        assertEquals("logs: ValueError", failed.why());
        assertTrue(failed.cut());
        assertFalse(answer("{'ok':false,'error':null,'databases':{}}").cut());
        assertEquals("it broke", answer("{'error':{'message':'it broke','database':'default'}}").why());
    }

    @Test
    void the_traffic_says_how_many_statements_were_tried_or_why_that_may_not_be_all() throws JsonProcessingException {
        assertEquals(List.of("traffic: 12 statements that the running code has sent were tried before and after"),
                answer("{'databases':{'default':{'traffic':{'state':'checked','statements':12,'why':null}}}}")
                        .traffic());
        assertEquals(
                List.of("default: traffic: 2 statements that the running code has sent were tried before and after;"
                        + " that may not be all, since it has been watched for 5 s only: the other witnesses decide",
                        "logs: traffic: none is asked, since the extension is not there: the other witnesses decide"),
                answer("{'databases':{'default':{'traffic':{'state':'young','statements':2,'why':'it has been watched for"
                        + " 5 s only'}},'logs':{'traffic':{'state':'off','statements':0,'why':'the extension is not"
                        + " there'}},'none':{'traffic':null}}}").traffic());
    }

    @Test
    void a_disagreement_shows_each_side_and_names_the_doctor() throws JsonProcessingException {
        assertEquals("club.0002: the ledger: applied; django_migrations: not applied; put its row back\n"
                + "'towline doctor' shows what ledger, catalog and the release that runs say",
                answer("{'databases':{'default':{'disagreements':[{'what':'club.0002','ledger':'applied',"
                        + "'django':'not applied','catalog':'not asked','remedy':'put its row back'}]}}}").why());
        assertTrue(answer("{'databases':{'club':{'refusals':[{'file':'migrations/0001_x.sql','describe':'refused',"
                + "'rule':'out-of-order','why':'it was edited','remedy':'put it back'}]}}}").why()
                .endsWith("say"));
    }

    @Test
    void what_the_doctor_finds_names_the_database_where_there_are_several() throws JsonProcessingException {
        Answer told = answer("{'ok':false,'error':null,'databases':{'default':{'findings':[{'what':'0001_x.sql',"
                + "'ledger':'it ran','files':'it makes the table x','catalog':'does not have it','remedy':'bring it back',"
                + "'well':false}],'notes':[]},'logs':{'findings':[],'notes':['2 files have run']}}}");
        assertEquals(List.of(new Explanation("default: 0001_x.sql", false,
                "the ledger: it ran; the files: it makes the table x; the catalog: does not have it", "bring it back"),
                new Explanation("migrations", true, "logs: 2 files have run", "")), told.explained());
    }

    @Test
    void where_all_agree_the_doctor_says_so_and_where_it_failed_why() throws JsonProcessingException {
        assertEquals(List.of(new Explanation("migrations", true,
                "ledger, record, files and catalog agree; 2 files have run", "")),
                answer("{'error':null,'databases':{'club':{'findings':[],'notes':['2 files have run']}}}").explained());
        assertEquals(List.of(new Explanation("migrations", false, "the server is away", "")),
                answer("{'error':{'code':'database','message':'the server is away'},'databases':{}}").explained());
    }
}

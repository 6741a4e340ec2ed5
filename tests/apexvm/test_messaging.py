"""E-mail, as the Apex Reference Guide has it: "Messaging Class", "SingleEmailMessage Class".

What follows a message is told by "Callout Limits and Limitations", how many there may be by
"Execution Governors and Limits".
"""

import pytest
from tests.apexvm import Project, Response, Thrown
from tests.runtime.apex.library import library

SOURCE = """
public class Probe {
    public static Messaging.SendEmailResult send(String address) {
        Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage();
        mail.setToAddresses(new List<String>{ address });
        mail.setReplyTo('support@acme.com');
        mail.setSubject('New Case Created');
        mail.setPlainTextBody('Your Case has been created.');
        return Messaging.sendEmail(new List<Messaging.SingleEmailMessage>{ mail }, false)[0];
    }
    public static String told(String address) {
        Messaging.SendEmailResult result = send(address);
        return result.isSuccess() ? 'sent' : result.getErrors()[0].getStatusCode().name();
    }
    public static Integer many(Integer count) {
        for (Integer i = 0; i < count; i++) {
            send('user@acme.com');
        }
        return Limits.getEmailInvocations();
    }
    public static void callsAfterwards() {
        send('user@acme.com');
        HttpRequest request = new HttpRequest();
        request.setEndpoint('https://a.example');
        request.setMethod('GET');
        new Http().send(request);
    }
    public static void allOrNothing() {
        Messaging.SingleEmailMessage mail = new Messaging.SingleEmailMessage();
        Messaging.sendEmail(new List<Messaging.SingleEmailMessage>{ mail });
    }
}
"""


@pytest.fixture
def project() -> Project:
    made = library(Probe=SOURCE)
    made.http = lambda request: Response(200)
    return made


def test_messages_are_sent_or_say_why_not(project: Project) -> None:
    assert project.call_static("Probe", "told", "user@acme.com") == "sent"
    assert project.call_static("Probe", "told", "nobody") == "INVALID_EMAIL_ADDRESS"
    (mail,) = project.machine.sent
    assert mail.get_subject() == "New Case Created"


def test_a_transaction_sends_ten_times(project: Project) -> None:
    assert project.call_static("Probe", "many", 10) == 10
    project.forget_statics()
    with pytest.raises(Thrown, match="Too many Email Invocations: 11"):
        project.call_static("Probe", "many", 11)


def test_no_callout_follows_a_message(project: Project) -> None:
    with pytest.raises(Thrown, match="uncommitted work pending"):
        project.call_static("Probe", "callsAfterwards")


def test_what_cannot_be_sent_throws_where_all_must_be(project: Project) -> None:
    with pytest.raises(Thrown, match="REQUIRED_FIELD_MISSING"):
        project.call_static("Probe", "allOrNothing")

#include "CResources.h"

// #embed is C23; the compiler rebuilds this file when an embedded one changes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char openapi_yaml[] = {
#embed "../../openapi.yaml"
};
static const unsigned char openapi_json[] = {
#embed "openapi.json"
};
static const unsigned char migration_1[] = {
#embed "../../migrations/0001_main_job.sql"
};
static const unsigned char migration_2[] = {
#embed "../../migrations/0002_requests.sql"
};
static const unsigned char migration_3[] = {
#embed "../../migrations/0003_search.sql"
};
static const unsigned char migration_4[] = {
#embed "../../migrations/0004_outbox.sql"
};
static const unsigned char migration_5[] = {
#embed "../../migrations/0005_registrations.sql"
};
static const unsigned char migration_6[] = {
#embed "../../migrations/0006_insights.sql"
};
static const unsigned char migration_7[] = {
#embed "../../migrations/0007_fewer_pages.sql"
};
static const unsigned char mail_newRFI_txt[] = {
#embed "mail/en/newRFI.txt"
};
static const unsigned char mail_newRFI_html[] = {
#embed "mail/en/newRFI.html"
};
static const unsigned char mail_newRFIs_txt[] = {
#embed "mail/en/newRFIs.txt"
};
static const unsigned char mail_newRFIs_html[] = {
#embed "mail/en/newRFIs.html"
};
static const unsigned char mail_expiryReminder_txt[] = {
#embed "mail/en/expiryReminder.txt"
};
static const unsigned char mail_expiryReminder_html[] = {
#embed "mail/en/expiryReminder.html"
};
static const unsigned char mail_expired_txt[] = {
#embed "mail/en/expired.txt"
};
static const unsigned char mail_expired_html[] = {
#embed "mail/en/expired.html"
};
static const unsigned char mail_outcomeReminder_txt[] = {
#embed "mail/en/outcomeReminder.txt"
};
static const unsigned char mail_outcomeReminder_html[] = {
#embed "mail/en/outcomeReminder.html"
};
static const unsigned char mail_withdrawn_txt[] = {
#embed "mail/en/withdrawn.txt"
};
static const unsigned char mail_withdrawn_html[] = {
#embed "mail/en/withdrawn.html"
};
static const unsigned char mail_customerAccepted_txt[] = {
#embed "mail/en/customerAccepted.txt"
};
static const unsigned char mail_customerAccepted_html[] = {
#embed "mail/en/customerAccepted.html"
};
static const unsigned char mail_customerDeclined_txt[] = {
#embed "mail/en/customerDeclined.txt"
};
static const unsigned char mail_customerDeclined_html[] = {
#embed "mail/en/customerDeclined.html"
};
static const unsigned char mail_customerExpired_txt[] = {
#embed "mail/en/customerExpired.txt"
};
static const unsigned char mail_customerExpired_html[] = {
#embed "mail/en/customerExpired.html"
};
static const unsigned char mail_registrationApproved_txt[] = {
#embed "mail/en/registrationApproved.txt"
};
static const unsigned char mail_registrationApproved_html[] = {
#embed "mail/en/registrationApproved.html"
};
static const unsigned char mail_registrationRejected_txt[] = {
#embed "mail/en/registrationRejected.txt"
};
static const unsigned char mail_registrationRejected_html[] = {
#embed "mail/en/registrationRejected.html"
};
static const unsigned char mail_registrationInfoRequested_txt[] = {
#embed "mail/en/registrationInfoRequested.txt"
};
static const unsigned char mail_registrationInfoRequested_html[] = {
#embed "mail/en/registrationInfoRequested.html"
};
static const unsigned char mail_webhookDisabled_txt[] = {
#embed "mail/en/webhookDisabled.txt"
};
static const unsigned char mail_webhookDisabled_html[] = {
#embed "mail/en/webhookDisabled.html"
};
static const unsigned char mail_layout_html[] = {
#embed "mail/en/layout.html"
};

static const struct {
    const unsigned char *bytes;
    int size;
} resources[] = {
    [ResourceOpenAPIYAML] = {openapi_yaml, sizeof openapi_yaml},
    [ResourceOpenAPIJSON] = {openapi_json, sizeof openapi_json},
    [ResourceMigration1] = {migration_1, sizeof migration_1},
    [ResourceMigration2] = {migration_2, sizeof migration_2},
    [ResourceMigration3] = {migration_3, sizeof migration_3},
    [ResourceMigration4] = {migration_4, sizeof migration_4},
    [ResourceMigration5] = {migration_5, sizeof migration_5},
    [ResourceMigration6] = {migration_6, sizeof migration_6},
    [ResourceMigration7] = {migration_7, sizeof migration_7},
    [ResourceMailNewRFIText] = {mail_newRFI_txt, sizeof mail_newRFI_txt},
    [ResourceMailNewRFIHTML] = {mail_newRFI_html, sizeof mail_newRFI_html},
    [ResourceMailNewRFIsText] = {mail_newRFIs_txt, sizeof mail_newRFIs_txt},
    [ResourceMailNewRFIsHTML] = {mail_newRFIs_html, sizeof mail_newRFIs_html},
    [ResourceMailExpiryReminderText] = {mail_expiryReminder_txt, sizeof mail_expiryReminder_txt},
    [ResourceMailExpiryReminderHTML] = {mail_expiryReminder_html, sizeof mail_expiryReminder_html},
    [ResourceMailExpiredText] = {mail_expired_txt, sizeof mail_expired_txt},
    [ResourceMailExpiredHTML] = {mail_expired_html, sizeof mail_expired_html},
    [ResourceMailOutcomeReminderText] = {mail_outcomeReminder_txt, sizeof mail_outcomeReminder_txt},
    [ResourceMailOutcomeReminderHTML] = {mail_outcomeReminder_html, sizeof mail_outcomeReminder_html},
    [ResourceMailWithdrawnText] = {mail_withdrawn_txt, sizeof mail_withdrawn_txt},
    [ResourceMailWithdrawnHTML] = {mail_withdrawn_html, sizeof mail_withdrawn_html},
    [ResourceMailCustomerAcceptedText] = {mail_customerAccepted_txt, sizeof mail_customerAccepted_txt},
    [ResourceMailCustomerAcceptedHTML] = {mail_customerAccepted_html, sizeof mail_customerAccepted_html},
    [ResourceMailCustomerDeclinedText] = {mail_customerDeclined_txt, sizeof mail_customerDeclined_txt},
    [ResourceMailCustomerDeclinedHTML] = {mail_customerDeclined_html, sizeof mail_customerDeclined_html},
    [ResourceMailCustomerExpiredText] = {mail_customerExpired_txt, sizeof mail_customerExpired_txt},
    [ResourceMailCustomerExpiredHTML] = {mail_customerExpired_html, sizeof mail_customerExpired_html},
    [ResourceMailRegistrationApprovedText] = {mail_registrationApproved_txt, sizeof mail_registrationApproved_txt},
    [ResourceMailRegistrationApprovedHTML] = {mail_registrationApproved_html, sizeof mail_registrationApproved_html},
    [ResourceMailRegistrationRejectedText] = {mail_registrationRejected_txt, sizeof mail_registrationRejected_txt},
    [ResourceMailRegistrationRejectedHTML] = {mail_registrationRejected_html, sizeof mail_registrationRejected_html},
    [ResourceMailRegistrationInfoRequestedText] = {mail_registrationInfoRequested_txt,
        sizeof mail_registrationInfoRequested_txt},
    [ResourceMailRegistrationInfoRequestedHTML] = {mail_registrationInfoRequested_html,
        sizeof mail_registrationInfoRequested_html},
    [ResourceMailWebhookDisabledText] = {mail_webhookDisabled_txt, sizeof mail_webhookDisabled_txt},
    [ResourceMailWebhookDisabledHTML] = {mail_webhookDisabled_html, sizeof mail_webhookDisabled_html},
    [ResourceMailLayoutHTML] = {mail_layout_html, sizeof mail_layout_html},
};

int resource_size(Resource resource) { return resources[resource].size; }

unsigned char resource_byte(Resource resource, int offset) { return resources[resource].bytes[offset]; }

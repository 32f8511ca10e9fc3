#ifndef CRESOURCES_H
#define CRESOURCES_H

/// Files of the repository that are part of the binary. They are read byte by byte, so that no pointer leaves this
/// module and no caller needs unsafe code.
typedef enum __attribute__((enum_extensibility(closed))) Resource {
    ResourceOpenAPIYAML,
    ResourceOpenAPIJSON,
    ResourceMigration1,
    ResourceMigration2,
    ResourceMigration3,
    ResourceMigration4,
    ResourceMigration5,
    ResourceMigration6,
    ResourceMigration7,
    ResourceMailNewRFIText,
    ResourceMailNewRFIHTML,
    ResourceMailNewRFIsText,
    ResourceMailNewRFIsHTML,
    ResourceMailExpiryReminderText,
    ResourceMailExpiryReminderHTML,
    ResourceMailExpiredText,
    ResourceMailExpiredHTML,
    ResourceMailOutcomeReminderText,
    ResourceMailOutcomeReminderHTML,
    ResourceMailWithdrawnText,
    ResourceMailWithdrawnHTML,
    ResourceMailCustomerAcceptedText,
    ResourceMailCustomerAcceptedHTML,
    ResourceMailCustomerDeclinedText,
    ResourceMailCustomerDeclinedHTML,
    ResourceMailCustomerExpiredText,
    ResourceMailCustomerExpiredHTML,
    ResourceMailRegistrationApprovedText,
    ResourceMailRegistrationApprovedHTML,
    ResourceMailRegistrationRejectedText,
    ResourceMailRegistrationRejectedHTML,
    ResourceMailRegistrationInfoRequestedText,
    ResourceMailRegistrationInfoRequestedHTML,
    ResourceMailWebhookDisabledText,
    ResourceMailWebhookDisabledHTML,
    ResourceMailLayoutHTML,
} Resource;

/// How many bytes the file has.
int resource_size(Resource resource);

/// The byte at an offset of 0 or more and less than the size.
unsigned char resource_byte(Resource resource, int offset);

#endif

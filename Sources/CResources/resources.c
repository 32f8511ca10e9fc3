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
};

int resource_size(Resource resource) { return resources[resource].size; }

unsigned char resource_byte(Resource resource, int offset) { return resources[resource].bytes[offset]; }

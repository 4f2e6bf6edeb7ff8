#include "CEmbed.h"

// The toolchain's clang has #embed, and warns only because C23 is newer than the default standard.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char content[] = {
#embed "pipelines/content.yaml"
};

static const unsigned char life_plan[] = {
#embed "pipelines/life-plan.yaml"
};

static const unsigned char vision_framework[] = {
#embed "pipelines/vision-framework.yaml"
};

static const struct penstock_embedded_file pipelines[] = {
    {"content.yaml", content, sizeof content},
    {"life-plan.yaml", life_plan, sizeof life_plan},
    {"vision-framework.yaml", vision_framework, sizeof vision_framework},
};

static const unsigned char prices[] = {
#embed "prices/prices.yaml"
};

static const char revision[] = {
#if __has_embed("revision.txt")
#embed "revision.txt"
    , 0
#else
    'u', 'n', 'k', 'n', 'o', 'w', 'n', 0
#endif
};

const char *penstock_revision(void) {
    return revision;
}

size_t penstock_embedded_pipeline_count(void) {
    return sizeof pipelines / sizeof pipelines[0];
}

struct penstock_embedded_file penstock_embedded_pipeline(size_t index) {
    return pipelines[index];
}

struct penstock_embedded_file penstock_embedded_prices(void) {
    return (struct penstock_embedded_file){"prices.yaml", prices, sizeof prices};
}

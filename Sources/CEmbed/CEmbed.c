#include "CEmbed.h"

// The toolchain's clang has #embed, and warns only because C23 is newer than the default standard.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char content[] = {
#embed "pipelines/content.yaml"
};

static const unsigned char life_plan[] = {
#embed "pipelines/life-plan.yaml"
};

static const unsigned char life_plan_day_schema[] = {
#embed "pipelines/life-plan/day.schema.json"
};

static const unsigned char life_plan_prompt[] = {
#embed "pipelines/life-plan/plan.prompt.md"
};

static const unsigned char life_plan_schema[] = {
#embed "pipelines/life-plan/plan.schema.json"
};

static const unsigned char vision_framework[] = {
#embed "pipelines/vision-framework.yaml"
};

static const unsigned char brief_prompt[] = {
#embed "pipelines/vision-framework/brief.prompt.md"
};

static const unsigned char framework_prompt[] = {
#embed "pipelines/vision-framework/framework.prompt.md"
};

static const unsigned char framework_schema[] = {
#embed "pipelines/vision-framework/framework.schema.json"
};

static const unsigned char one_pager_prompt[] = {
#embed "pipelines/vision-framework/one_pager.prompt.md"
};

static const unsigned char qa_prompt[] = {
#embed "pipelines/vision-framework/qa.prompt.md"
};

static const unsigned char qa_schema[] = {
#embed "pipelines/vision-framework/qa.schema.json"
};

static const unsigned char scoring_prompt[] = {
#embed "pipelines/vision-framework/scoring.prompt.md"
};

static const struct penstock_embedded_file files[] = {
    {"content.yaml", content, sizeof content},
    {"life-plan.yaml", life_plan, sizeof life_plan},
    {"life-plan/day.schema.json", life_plan_day_schema, sizeof life_plan_day_schema},
    {"life-plan/plan.prompt.md", life_plan_prompt, sizeof life_plan_prompt},
    {"life-plan/plan.schema.json", life_plan_schema, sizeof life_plan_schema},
    {"vision-framework.yaml", vision_framework, sizeof vision_framework},
    {"vision-framework/brief.prompt.md", brief_prompt, sizeof brief_prompt},
    {"vision-framework/framework.prompt.md", framework_prompt, sizeof framework_prompt},
    {"vision-framework/framework.schema.json", framework_schema, sizeof framework_schema},
    {"vision-framework/one_pager.prompt.md", one_pager_prompt, sizeof one_pager_prompt},
    {"vision-framework/qa.prompt.md", qa_prompt, sizeof qa_prompt},
    {"vision-framework/qa.schema.json", qa_schema, sizeof qa_schema},
    {"vision-framework/scoring.prompt.md", scoring_prompt, sizeof scoring_prompt},
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

size_t penstock_embedded_file_count(void) {
    return sizeof files / sizeof files[0];
}

struct penstock_embedded_file penstock_embedded_file(size_t index) {
    return files[index];
}

struct penstock_embedded_file penstock_embedded_prices(void) {
    return (struct penstock_embedded_file){"prices.yaml", prices, sizeof prices};
}

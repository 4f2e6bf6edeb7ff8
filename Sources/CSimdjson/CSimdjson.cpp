#include "CSimdjson.h"

#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

#include <simdjson.h>

namespace dom = simdjson::dom;

static_assert(penstock_simdjson_padding >= simdjson::SIMDJSON_PADDING, "Swift pads by the constant in the header");

struct penstock_simdjson {
    dom::parser parser;
    size_t depth_max;
    std::vector<penstock_json_node> nodes;

    explicit penstock_simdjson(size_t depth_max) : depth_max(depth_max) {}

    penstock_json_node &add(penstock_json_kind kind, size_t count = 0) {
        penstock_json_node node;
        node.kind = kind;
        node.count = static_cast<uint32_t>(count);
        node.integer = 0;
        nodes.push_back(node);
        return nodes.back();
    }

    void add(std::string_view text) {
        add(penstock_json_string, text.size()).text = text.data();
    }

    /// Returns false where containers nest too deeply; simdjson itself does not count empty ones.
    bool add(dom::element element, size_t depth) {
        switch (element.type()) {
        case dom::element_type::NULL_VALUE:
            add(penstock_json_null);
            return true;
        case dom::element_type::BOOL:
            add(element.get_bool().value_unsafe() ? penstock_json_true : penstock_json_false);
            return true;
        case dom::element_type::INT64:
            add(penstock_json_integer).integer = element.get_int64().value_unsafe();
            return true;
        case dom::element_type::UINT64:
            add(penstock_json_number).number = static_cast<double>(element.get_uint64().value_unsafe());
            return true;
        case dom::element_type::DOUBLE:
            add(penstock_json_number).number = element.get_double().value_unsafe();
            return true;
        case dom::element_type::STRING:
            add(element.get_string().value_unsafe());
            return true;
        case dom::element_type::ARRAY:
            return depth < depth_max && add(element.get_array().value_unsafe(), depth + 1);
        case dom::element_type::OBJECT:
            return depth < depth_max && add(element.get_object().value_unsafe(), depth + 1);
        }
        return false;
    }

    bool add(dom::array array, size_t depth) {
        const size_t start = nodes.size();
        add(penstock_json_array);
        uint32_t count = 0;
        for (dom::element element : array) {
            if (!add(element, depth)) return false;
            count++;
        }
        nodes[start].count = count;
        return true;
    }

    bool add(dom::object object, size_t depth) {
        const size_t start = nodes.size();
        add(penstock_json_object);
        uint32_t count = 0;
        for (dom::key_value_pair member : object) {
            add(member.key);
            if (!add(member.value, depth)) return false;
            count++;
        }
        nodes[start].count = count;
        return true;
    }
};

penstock_simdjson *penstock_simdjson_create(size_t depth_max) {
    try {
        auto parser = std::make_unique<penstock_simdjson>(depth_max);
        // One level more than may be filled: simdjson's own count includes the document.
        return parser->parser.allocate(0, depth_max + 1) ? nullptr : parser.release();
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

const char *penstock_simdjson_read(
    penstock_simdjson *parser, const uint8_t *bytes, size_t length, const penstock_json_node **nodes) {
    try {
        dom::element root;
        const auto failure = parser->parser.parse(bytes, length, false).get(root);
        if (failure) return simdjson::error_message(failure);
        parser->nodes.clear();
        if (!parser->add(root, 0)) return simdjson::error_message(simdjson::DEPTH_ERROR);
        *nodes = parser->nodes.data();
        return nullptr;
    } catch (const std::bad_alloc &) {
        return simdjson::error_message(simdjson::MEMALLOC);
    }
}

static_assert(sizeof(dom::element) == sizeof(penstock_json_element), "an element is a document and a place in it");
static_assert(std::is_trivially_copyable_v<dom::element>, "Swift copies elements");

static dom::element opened(penstock_json_element element) {
    dom::element value;
    memcpy(&value, &element, sizeof value);
    return value;
}

static bool give(simdjson::simdjson_result<dom::element> result, penstock_json_element *found) {
    dom::element value;
    if (result.get(value)) return false;
    memcpy(found, &value, sizeof value);
    return true;
}

const char *penstock_simdjson_open(
    penstock_simdjson *parser, const uint8_t *bytes, size_t length, penstock_json_element *root) {
    const auto result = parser->parser.parse(bytes, length, false);
    return give(result, root) ? nullptr : simdjson::error_message(result.error());
}

penstock_json_kind penstock_json_kind_of(penstock_json_element element) {
    const dom::element value = opened(element);
    switch (value.type()) {
    case dom::element_type::NULL_VALUE: return penstock_json_null;
    case dom::element_type::BOOL: return value.get_bool().value_unsafe() ? penstock_json_true : penstock_json_false;
    case dom::element_type::INT64: return penstock_json_integer;
    case dom::element_type::STRING: return penstock_json_string;
    case dom::element_type::ARRAY: return penstock_json_array;
    case dom::element_type::OBJECT: return penstock_json_object;
    default: return penstock_json_number;
    }
}

bool penstock_json_member(
    penstock_json_element element, const uint8_t *name, size_t length, penstock_json_element *member) {
    dom::object object;
    if (opened(element).get_object().get(object)) return false;
    return give(object.at_key({reinterpret_cast<const char *>(name), length}), member);
}

void penstock_json_each(
    penstock_json_element element, void (*body)(penstock_json_element element, void *context), void *context) {
    dom::array array;
    if (opened(element).get_array().get(array)) return;
    for (dom::element value : array) {
        penstock_json_element found;
        memcpy(&found, &value, sizeof value);
        body(found, context);
    }
}

bool penstock_json_at(penstock_json_element element, size_t index, penstock_json_element *found) {
    dom::array array;
    return !opened(element).get_array().get(array) && give(array.at(index), found);
}

const char *penstock_json_text(penstock_json_element element, size_t *length) {
    std::string_view text;
    if (opened(element).get_string().get(text)) return nullptr;
    *length = text.size();
    return text.data();
}

double penstock_json_number_of(penstock_json_element element) {
    double number = 0;
    return opened(element).get_double().get(number) ? 0 : number;
}

int64_t penstock_json_integer_of(penstock_json_element element) {
    int64_t integer = 0;
    return opened(element).get_int64().get(integer) ? 0 : integer;
}

void penstock_simdjson_free(penstock_simdjson *parser) {
    delete parser;
}

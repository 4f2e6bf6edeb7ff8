"""Reads io.prometheus.client messages by the protobuf package, from a descriptor that is made of the .proto's text."""

import re

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

# https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto, without comments, options
# and floating-point histograms.
PROTO = """
message LabelPair { optional string name = 1; optional string value = 2; }
enum MetricType { COUNTER = 0; GAUGE = 1; SUMMARY = 2; UNTYPED = 3; HISTOGRAM = 4; GAUGE_HISTOGRAM = 5; }
message Timestamp { optional int64 seconds = 1; optional int32 nanos = 2; }
message Gauge { optional double value = 1; }
message Counter { optional double value = 1; optional Exemplar exemplar = 2; optional Timestamp start_timestamp = 3; }
message Histogram {
  optional uint64 sample_count = 1;
  optional double sample_sum = 2;
  repeated Bucket bucket = 3;
  optional sint32 schema = 5;
  optional double zero_threshold = 6;
  optional uint64 zero_count = 7;
  repeated BucketSpan negative_span = 9;
  repeated sint64 negative_delta = 10;
  repeated BucketSpan positive_span = 12;
  repeated sint64 positive_delta = 13;
  optional Timestamp start_timestamp = 15;
  repeated Exemplar exemplars = 16;
}
message Bucket { optional uint64 cumulative_count = 1; optional double upper_bound = 2; optional Exemplar exemplar = 3; }
message BucketSpan { optional sint32 offset = 1; optional uint32 length = 2; }
message Exemplar { repeated LabelPair label = 1; optional double value = 2; optional Timestamp timestamp = 3; }
message Metric {
  repeated LabelPair label = 1;
  optional Gauge gauge = 2;
  optional Counter counter = 3;
  optional int64 timestamp_ms = 6;
  optional Histogram histogram = 7;
}
message MetricFamily {
  optional string name = 1;
  optional string help = 2;
  optional MetricType type = 3;
  repeated Metric metric = 4;
  optional string unit = 5;
}
"""


def _family_class():
    file = descriptor_pb2.FileDescriptorProto(name="metrics.proto", package="io.prometheus.client", syntax="proto3")
    enums = re.findall(r"enum (\w+) {(.*?)}", PROTO, re.DOTALL)
    for name, body in enums:
        enum = file.enum_type.add(name=name)
        for value, number in re.findall(r"(\w+) = (\d+);", body):
            enum.value.add(name=value, number=int(number))
    field_type = descriptor_pb2.FieldDescriptorProto
    for name, body in re.findall(r"message (\w+) {(.*?)}", PROTO, re.DOTALL):
        message = file.message_type.add(name=name)
        for label, kind, field_name, number in re.findall(r"(optional|repeated) (\w+) (\w+) = (\d+);", body):
            field = message.field.add(name=field_name, number=int(number))
            field.label = field_type.LABEL_REPEATED if label == "repeated" else field_type.LABEL_OPTIONAL
            scalar = "TYPE_" + kind.upper()
            if scalar in field_type.Type.keys():
                field.type = field_type.Type.Value(scalar)
            else:
                field.type = field_type.TYPE_ENUM if kind in dict(enums) else field_type.TYPE_MESSAGE
                field.type_name = f".io.prometheus.client.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("io.prometheus.client.MetricFamily"))


MetricFamily = _family_class()


def families(data):
    """The messages of a delimited stream; what the decoder does not know is an error."""
    found, position = [], 0
    while position < len(data):
        length = shift = 0
        while True:
            byte = data[position]
            position += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        assert position + length <= len(data)
        family = MetricFamily.FromString(data[position : position + length])
        position += length
        found.append(family)
    return found

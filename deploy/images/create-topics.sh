#!/bin/bash
# create-topics.sh BROKER LIST: creates the topics of the list (deploy/topics.yaml) that do not exist, each with its dead
# letters. Needs Kafka's own kafka-topics.sh on the PATH. Each call is a JVM, so four run at a time. What is "for-good" has no
# retention.
set -euo pipefail
broker=$1
list=$2
grep -E '^[a-z0-9.]+: *[0-9]+( for-good)? *$' "$list" | tr -d ':' |
  awk '{ print $1, $2, ($3 == "for-good" ? -1 : "default"); print $1 ".dlq", 1, "default" }' |
  xargs -P 4 -n 3 bash -c \
    'kept=(); [ "$3" = default ] || kept=(--config "retention.ms=$3" --config "retention.bytes=$3")
    kafka-topics.sh --bootstrap-server "$0" --create --if-not-exists --topic "$1" --partitions "$2" "${kept[@]}"' "$broker"

#!/bin/bash
# create-topics.sh BROKER LIST: creates the topics of the list (deploy/topics.yaml) that do not exist, each with its dead
# letters. Needs Kafka's own kafka-topics.sh on the PATH. Each call is a JVM, so four run at a time.
set -euo pipefail
broker=$1
list=$2
grep -E '^[a-z0-9.]+: *[0-9]+ *$' "$list" | tr -d ' ' |
  awk -F: '{ print $1, $2; print $1 ".dlq", 1 }' |
  xargs -P 4 -n 2 bash -c \
    'kafka-topics.sh --bootstrap-server "$0" --create --if-not-exists --topic "$1" --partitions "$2"' "$broker"

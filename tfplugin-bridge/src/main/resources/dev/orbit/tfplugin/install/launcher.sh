#!/bin/sh
# Orbit's Terraform provider. Terraform starts this file, which becomes the Java program.

# An interrupt is for Terraform, which then tells the provider; a provider that died of it would lose what it is doing.
trap '' INT

self=$0
while [ -h "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
home=$(cd "$(dirname "$self")" && pwd -P)
lib=$home/lib

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null 2>&1; then
  # Terraform shows an unexpected first line of standard output, and nothing of standard error.
  echo "Orbit's provider needs Java 17 or newer: $java was not found. Put java on the PATH, or set JAVA_HOME."
  exit 1
fi

# Loaded classes, for a faster start: beside the package, whose checksum must be the same on every machine.
classes=${home%/*}/classes-${home##*/}.jsa
[ -r "$classes" ] || classes=

# The JVM warns on standard output unless told otherwise, and standard output is for the host.
exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto ${classes:+"-XX:SharedArchiveFile=$classes"} \
  -Xlog:disable -Xlog:all=warning:stderr -cp "@CLASS_PATH@" dev.orbit.tfplugin.Main
